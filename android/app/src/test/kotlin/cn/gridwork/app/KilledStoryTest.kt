package cn.gridwork.app

import androidx.compose.ui.geometry.Offset
import androidx.compose.ui.test.assertIsDisplayed
import androidx.compose.ui.test.assertIsEnabled
import androidx.compose.ui.test.assertIsSelected
import androidx.compose.ui.test.onAllNodesWithTag
import androidx.compose.ui.test.onFirst
import androidx.compose.ui.test.swipe
import androidx.lifecycle.SavedStateHandle
import cn.gridwork.app.screen.exchange.ReturnedEvent
import cn.gridwork.app.screen.exchange.ReturnedModel
import cn.gridwork.core.Answer
import cn.gridwork.core.AnswerKind
import cn.gridwork.core.FakeClient
import cn.gridwork.core.NewEvidenceSet
import cn.gridwork.core.NewIncident
import cn.gridwork.core.RecordKind
import cn.gridwork.core.RecordSigning
import cn.gridwork.core.Returned
import cn.gridwork.core.ReturnedKind
import cn.gridwork.core.ReturnedSaid
import cn.gridwork.core.ReturnedValue
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Test
import java.time.Instant

/**
 * The phone is laid on its side and held upright again, and the system ends the process, in every form; what was
 * entered is there each time, on the same screen.
 */
class KilledStoryTest : StoryTest() {
    private fun outlives(held: () -> Unit) {
        turned("land")
        held()
        turned("port")
        held()
        killed()
        held()
    }

    @Test fun inTheCodeOfTheEnrolment() {
        tap("type")
        type("code", "GW-1234")
        outlives {
            says("code", "GW-1234")
        }
    }

    @Test fun inAReport() {
        enrol()
        turnTo("tab-Report")
        type("incident-words", "雪把进村的路封了")
        type("place", "桥头")
        val code = off { session.client.categories() }.first().code
        reach("category-$code")
        tap("category-$code")
        outlives {
            reads("incident-words", "雪把进村的路封了")
            reads("place", "桥头")
        }
        tap("hand-in")
        says("status", "已存本机")
    }

    @Test fun inAVisitAtItsItemWithTheLastWordAndInTheLastLook() {
        enrol()
        app.link.up = false
        val (line, due, field) = off {
            val lines = session.client.today().lines
            lines.withIndex().firstNotNullOf { (index, line) ->
                line.tasks.firstNotNullOfOrNull { due ->
                    val form = session.client.formOf(due.task)
                    val part = form.items.flatMap { it.parts }.lastOrNull { it.kind is AnswerKind.Words && !it.fromTarget }
                    part?.let { Triple(index + 1, due.task, it.fields.first()) }
                }
            }
        }
        val tag = "${due.template}-$field"
        reach("visit-$line")
        tap("visit-$line")
        reach("show-all")
        tap("show-all")
        type(tag, "要换烟道")
        for (way in listOf("land", "port")) {
            turned(way)
            says(tag, "要换烟道")
        }
        killed()
        // At the same item, without looking for it.
        says(tag, "要换烟道")
        says("notice", "上次没写完的都在")
        rule.onAllNodesWithTag(tag).onFirst().assertIsDisplayed()
        until { off { session.client.task(due) }.answers[field] == Answer.Words("要换烟道") }
        tap("review")
        await("finish")
        killed()
        tap("finish")
        await("undo")
        assertTrue(off { session.client.task(due) }.closed)
    }

    @Test fun inANoteOfAnIncident() {
        enrol()
        val category = off { session.client.categories() }.first { it.call.isEmpty() }.code
        off { session.client.report(NewIncident("雪把进村的路封了", category, place = "村口")) }
        turnTo("tab-Report")
        reach("to-incidents")
        tap("to-incidents")
        tap("incident")
        type("note", "推土机在路上")
        outlives {
            reads("note", "推土机在路上")
        }
    }

    @Test fun inASearchAHouseholdAndAPersonOfIt() {
        enrol()
        turnTo("tab-Find")
        type("query", "示意")
        outlives {
            says("query", "示意")
        }
        tap("hit")
        reach("edit")
        tap("edit")
        type("note", "换过烟道")
        outlives {
            reads("note", "换过烟道")
        }
        tap("done")
        val person = off { session.client.find("示意", 1) }.first().let { hit -> off { session.client.household(hit.household) } }.members.first().person
        reach("correct-$person")
        tap("correct-$person")
        type("nickname", "老井边")
        type("phone", "139")
        outlives {
            reads("nickname", "老井边")
            reads("phone", "139")
        }
        tap("back")
        reach("add")
        tap("add")
        type("name", "白小示意")
        type("phone", "139")
        outlives {
            reads("name", "白小示意")
            reads("phone", "139")
        }
    }

    @Test fun inANewHouseholdAlsoWhenThePhoneLocksItself() {
        enrol()
        turnTo("tab-Find")
        tap("add-household")
        type("name", "新来示意")
        type("address", "东头第四家")
        outlives {
            reads("name", "新来示意")
        }
        off { app.gridwork.lock() }
        PIN.forEach { tap("key-$it") }
        reads("name", "新来示意")
        reads("address", "东头第四家")
        // Left on purpose it begins anew.
        tap("back")
        tap("add-household")
        val hamlet = off { session.client.hamlets() }.first()
        await("hamlet-${hamlet.id}")
        says("name", "")
    }

    @Test fun inAClue() {
        enrol()
        turnTo("tab-Mine")
        reach("to-clues")
        tap("to-clues")
        tap("new-clue")
        type("clue-words", "羊群进了禁牧的坡")
        type("place", "北坡")
        outlives {
            reads("clue-words", "羊群进了禁牧的坡")
            reads("place", "北坡")
        }
    }

    @Test fun inEveryFormOfAnOfficer() {
        enrol(hub.codeOf("officer"), first = "tab-Mine")
        off { session.client.openEvidenceSet(NewEvidenceSet("在禁牧区放羊", "东沟北坡")) }
        turnTo("tab-Mine")
        reach("to-evidence")
        tap("to-evidence")
        tap("new-set")
        type("matter", "往沟里倒垃圾")
        outlives {
            reads("matter", "往沟里倒垃圾")
        }
        tap("back")
        reach("set")
        tap("set")
        tap("capture")
        reach("told-NotOfPeople")
        tap("told-NotOfPeople")
        type("capture-title", "放牧证")
        outlives {
            reads("capture-title", "放牧证")
            reads("capture-place", "东沟北坡")
            reach("told-NotOfPeople").assertIsSelected()
        }
        tap("back")
        reach("on-site")
        tap("on-site")
        type("party", "白示意")
        type("asked-0", "看羊圈")
        type("answer-0", "羊 40 只")
        until { kept()?.body?.singleOrNull()?.answer == "羊 40 只" }
        reach("read")
        tap("read")
        until { kept()?.readAloud == true }
        reach("sign-page-1")
        tap("sign-page-1")
        reach("pad-page-1")
        touch("pad-page-1") { swipe(Offset(10f, 10f), Offset(200f, 60f)) }
        outlives {
            reads("party", "白示意")
            reads("answer-0", "羊 40 只")
            // The name that was being written is there, and can be finished.
            reach("signed-page-1").assertIsEnabled()
        }
        tap("signed-page-1")
        gone("pad-page-1")
        until { (kept()?.signing as? RecordSigning.Signed)?.pages?.size == 1 }
        outlives {
            reads("party", "白示意")
            await("write-record").assertIsEnabled()
        }
    }

    /** The record that is begun, as the core keeps it. */
    private fun kept() = off { session.client.keptRecord(session.client.evidenceSets(0, 1).single().id, RecordKind.OnSite) }

    @Test fun inACorrectionOfWhatCameBack() {
        val client = object : FakeClient() {
            override suspend fun returned() = listOf(
                Returned(7, "house-1", "白示意", ReturnedKind.Edits, "", listOf(ReturnedSaid(ReturnedValue(null, "address", Answer.Words("东头")), "", "地址", "东头")), "moved", Instant.EPOCH),
            )
        }
        val models = OpenedModels(SavedStateHandle())
        val route = Route.Returned(7).encode()
        ReturnedModel(client, 7, models.kept(route)).on(ReturnedEvent.Type(0, "东头第三家"))
        assertEquals("东头第三家", ReturnedModel(client, 7, models.kept(route)).state.value.typed[0])
        models.keepOnly(emptyList())
        assertEquals(null, ReturnedModel(client, 7, models.kept(route)).state.value.typed[0])
    }
}
