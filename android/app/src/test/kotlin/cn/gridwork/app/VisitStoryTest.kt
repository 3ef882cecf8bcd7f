package cn.gridwork.app

import androidx.compose.ui.test.assertTextContains
import androidx.compose.ui.test.onAllNodesWithTag
import org.junit.Assert.assertEquals
import org.junit.Test

class VisitStoryTest : StoryTest() {
    @Test fun noChangeTakesTwoTapsAndCanBeTakenBack() {
        enrol()
        app.link.up = false
        // The first visit every one of whose tasks can be finished unchanged.
        var number = 1
        while (true) {
            taps = 0
            reach("visit-$number")
            tap("visit-$number")
            rule.waitForIdle()
            rule.waitUntil(20_000) {
                rule.onAllNodesWithTag("no-change").fetchSemanticsNodes().isNotEmpty() ||
                    rule.onAllNodesWithTag("review").fetchSemanticsNodes().isNotEmpty()
            }
            if (rule.onAllNodesWithTag("no-change").fetchSemanticsNodes().isNotEmpty()) break
            tap("back")
            number += 1
        }
        tap("no-change")
        assertEquals(2, taps)
        await("undo")
        await("status").assertTextContains("等送", substring = true)
        tap("take-back")
        gone("undo")
    }
}
