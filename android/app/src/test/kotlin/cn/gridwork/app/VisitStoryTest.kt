package cn.gridwork.app

import androidx.compose.ui.test.assertIsOn
import androidx.compose.ui.test.onAllNodesWithTag
import cn.gridwork.app.screen.visit.Sheet
import cn.gridwork.core.Answer
import cn.gridwork.core.Form
import cn.gridwork.core.RecordState
import cn.gridwork.core.TaskRef
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Test

/** Also on the oldest Android that the app supports. */
class VisitStoryTest : StoryTest() {
    @Test fun noChangeTakesTwoTapsAndCanBeTakenBack() {
        enrol()
        app.link.up = false
        openAVisit("no-change")
        tap("no-change")
        assertEquals(2, taps)
        await("undo")
        says("status", "等送")
        tap("take-back")
        gone("undo")
    }

    @Test fun aProblemIsTwoTapsIsSavedAtOnceAndOutlivesTheProcess() {
        enrol()
        app.link.up = false
        val line = off { session.client.today().lines }.first { line ->
            line.tasks.any { due -> off { session.client.form(due.task.template) }.let { form -> flagOf(form) != null } }
        }
        val due = line.tasks.first { due -> off { session.client.form(due.task.template) }.let { flagOf(it) != null } }
        val flag = checkNotNull(flagOf(off { session.client.form(due.task.template) }))
        val number = off { session.client.today().lines }.indexOf(line) + 1
        val tag = "flag-${due.task.template}-$flag"
        reach("visit-$number")
        tap("visit-$number")
        reach(tag)
        tap(tag)
        assertEquals(2, taps)
        until { off { session.client.task(due.task).answers.isNotEmpty() } }
        assertEquals(RecordState.Saved, off { session.client.stateOf(due.id) })
        // The process goes without a word; what was ticked is there, on the same screen.
        killed()
        reach(tag).assertIsOn()
        tap("review")
        tap("finish")
        await("undo")
        app.link.up = true
        sync()
        assertTrue(off { session.client.task(due.task).closed })
        assertEquals(RecordState.Done, off { session.client.stateOf(due.id) })
    }

    private fun flagOf(form: Form): String? =
        Sheet(TaskRef(form.template, "", 0uL), form, emptyMap())
            .flags.firstOrNull { it.problem is Answer.YesNo && !it.part.closed }
            ?.key?.removePrefix(form.template + "-")

    /** Opens the first visit of the day that offers [primary]. */
    private fun openAVisit(primary: String) {
        var number = 1
        while (true) {
            taps = 0
            reach("visit-$number")
            tap("visit-$number")
            until {
                rule.onAllNodesWithTag("no-change").fetchSemanticsNodes().isNotEmpty() ||
                    rule.onAllNodesWithTag("review").fetchSemanticsNodes().isNotEmpty()
            }
            if (rule.onAllNodesWithTag(primary).fetchSemanticsNodes().isNotEmpty()) return
            tap("back")
            number += 1
        }
    }
}
