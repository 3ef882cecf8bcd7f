package cn.gridwork.app

import androidx.compose.ui.test.assertTextContains
import androidx.compose.ui.test.onAllNodesWithTag
import androidx.compose.ui.test.performTextInput
import cn.gridwork.core.CaptureMethod
import cn.gridwork.core.NewCapture
import cn.gridwork.core.NewIncident
import cn.gridwork.core.Phone
import cn.gridwork.core.Told
import kotlinx.coroutines.runBlocking
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.rules.TemporaryFolder
import java.io.File

/** Clues and evidence, in the hands of a grid worker and of two officers. */
class EvidenceStoryTest : StoryTest() {
    @get:Rule val temporary = TemporaryFolder()

    /** The first bytes of a JPEG and something behind them. */
    private fun picture(): File =
        temporary.newFile("field.jpg").apply { writeBytes(byteArrayOf(-1, -40, -1, -32) + ByteArray(70_000) { it.toByte() }) }

    @Test fun aWorkerMakesAClueOfAnIncidentAndIsToldWhatAClueIs() {
        enrol()
        val category = off { session.client.categories() }.first { it.call.isEmpty() }.code
        off { session.client.report(NewIncident("羊群进了禁牧的坡", category, place = "北坡")) }
        tap("tab-Report")
        reach("to-incidents")
        tap("to-incidents")
        tap("incident")
        reach("to-clue")
        tap("to-clue")
        reach("what-a-clue-is").assertTextContains("线索不是证据", substring = true)
        reach("clue-words").assertTextContains("羊群进了禁牧的坡")
        tap("tell")
        gone("clue-words")
        val told = off { session.client.clues() }.single()
        assertTrue(told.mine)
        assertFalse("a worker does not follow a clue up", told.open)
        // The officer's part of the app is not offered to whoever is in no register.
        tap("back")
        tap("back")
        tap("tab-Mine")
        reach("to-clues")
        assertTrue(rule.onAllNodesWithTag("to-evidence").fetchSemanticsNodes().isEmpty())
        tap("to-clues")
        reach("clue").assertTextContains("羊群进了禁牧的坡")
    }

    @Test fun twoOfficersWithTwoPhonesMakeASetStandAndWhatIsMissingIsSaid() {
        val colleague = Phone(temporary.newFolder("colleague"))
        runBlocking {
            colleague.open()
            colleague.exchange.enrol(hub.codeOf("officer", 1), "示例手机", "kotlin")
            colleague.sync()
        }
        enrol(hub.codeOf("officer"), first = "tab-Mine")
        tap("tab-Mine")
        reach("to-evidence")
        tap("to-evidence")
        tap("new-set")
        reach("matter").performTextInput("在禁牧区放羊")
        reach("set-place").performTextInput("东沟北坡")
        tap("make-set")
        await("status").assertTextContains("未成立", substring = true)
        reach("invite")
        tap("invite")
        reach("code")
        // What the two cameras would carry, without the light between them.
        val set = off { session.client.evidenceSets() }.single().id
        val answer = off { colleague.core.confirmSet(session.client.setInvitation(set)) }
        off { session.client.takeConfirmation(set, answer) }
        tap("back")
        reach("set")
        tap("set")
        await("status").assertTextContains("已成立", substring = true)

        val capture = NewCapture(
            kind = 1, title = "放牧证", proves = "有没有准许", path = picture().path, method = CaptureMethod.Camera,
            place = "东沟北坡", point = null, told = Told.NotOfPeople, holder = null, fields = emptyMap(),
        )
        off { session.client.capture(set, capture) }
        tap("back")
        reach("set")
        tap("set")
        reach("item").assertTextContains("本机")
        reach("missing").assertTextContains("还缺", substring = true)
        sync()
        runBlocking { colleague.putAway() }
    }

    @Test fun whatACodeShowsAnotherPhoneReads() {
        val text = "GWE1|" + "0123456789ABCDEF".repeat(60)
        assertEquals(text, Codes.textOf(Codes.picture(text, 720)))
    }
}
