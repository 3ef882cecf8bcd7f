package cn.gridwork.app

import androidx.compose.ui.test.onAllNodesWithTag
import androidx.compose.ui.test.performTextInput
import cn.gridwork.app.screen.evidence.RecordModel
import cn.gridwork.core.CaptureMethod
import cn.gridwork.core.GridFailure
import cn.gridwork.core.NewCapture
import cn.gridwork.core.NewIncident
import cn.gridwork.core.Phone
import cn.gridwork.core.RecordKind
import cn.gridwork.core.ToldRecorded
import kotlinx.coroutines.runBlocking
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.rules.TemporaryFolder
import java.io.File
import java.time.Clock

/** Clues and evidence, in the hands of a grid worker and of two officers. */
class EvidenceStoryTest : StoryTest() {
    @get:Rule val temporary = TemporaryFolder()

    /** The first bytes of a JPEG and something behind them. */
    private fun picture(name: String = "picture.jpg"): File =
        temporary.newFile(name).apply { writeBytes(byteArrayOf(-1, -40, -1, -32) + ByteArray(70_000) { it.toByte() }) }

    @Test fun aWorkerMakesAClueOfAnIncidentAndIsToldWhatAClueIs() {
        enrol()
        val category = off { session.client.categories() }.first { it.call.isEmpty() }.code
        off { session.client.report(NewIncident("羊群进了禁牧的坡", category, place = "北坡")) }
        turnTo("tab-Report")
        reach("to-incidents")
        tap("to-incidents")
        tap("incident")
        reach("to-clue")
        tap("to-clue")
        reads("what-a-clue-is", "不是证据")
        reads("clue-words", "羊群进了禁牧的坡")
        tap("tell")
        gone("clue-words")
        val told = off { session.client.clues(0, 10) }.single()
        assertEquals("", told.teller)
        assertTrue("a worker does not follow a clue up", told.offers.isEmpty())
        // The officer's part of the app is not offered to whoever is in no register.
        tap("back")
        tap("back")
        turnTo("tab-Mine")
        reach("to-clues")
        assertTrue(rule.onAllNodesWithTag("to-evidence").fetchSemanticsNodes().isEmpty())
        tap("to-clues")
        reads("what-a-clue-is", "不是证据")
        reads("clue", "羊群进了禁牧的坡")
    }

    @Test fun twoOfficersWithTwoPhonesMakeASetStandAndWhatIsMissingIsSaid() {
        val colleague = Phone(temporary.newFolder("colleague"))
        runBlocking {
            colleague.open()
            colleague.exchange.enrol(hub.codeOf("officer", 1), "示例手机", "kotlin")
            colleague.sync()
        }
        enrol(hub.codeOf("officer"), first = "tab-Mine")
        // Each phone knows the other's key from the directory: both exchanged since both were enrolled.
        off { colleague.sync() }
        turnTo("tab-Mine")
        reach("to-evidence")
        tap("to-evidence")
        tap("new-set")
        reach("matter").performTextInput("在禁牧区放羊")
        reach("set-place").performTextInput("东沟北坡")
        tap("make-set")
        says("status", "未成立")
        reach("invite")
        tap("invite")
        reach("code")
        // What the two cameras would carry, without the light between them.
        val set = off { session.client.evidenceSets(0, 10) }.first().id
        val answer = off { colleague.core.confirmScanned(session.client.confirmationCode(set)) }
        off { session.client.takeConfirmation(set, answer) }
        tap("back")
        reach("set")
        tap("set")
        says("status", "已成立")

        // What the camera writes lies in the core's own folder; the same picture from elsewhere is no capture.
        val taken = File(off { session.client.captureFolder() }, "field.jpg")
        picture().copyTo(taken)
        val capture = NewCapture(
            set = set, path = taken.path, kind = 1, title = "放牧证", proves = "有没有准许", method = CaptureMethod.Camera,
            place = "东沟北坡", told = ToldRecorded.NotOfPeople,
        )
        val elsewhere = capture.copy(path = picture("gallery.jpg").path)
        assertEquals("bad_file", off { runCatching { session.client.capture(elsewhere) }.exceptionOrNull() as GridFailure }.code)
        off { session.client.capture(capture) }
        tap("back")
        reach("set")
        tap("set")
        reads("item", "本机")
        reads("doubt", "缺")

        // A record that is begun outlives its screen and the process: the core keeps it, not the form.
        val begun = RecordModel(session.client, set, RecordKind.Inquiry, Clock.systemUTC())
        rule.runOnUiThread { begun.change { it.copy(party = "示例某", said = "以上属实") } }
        until { off { session.client.keptRecord(set, RecordKind.Inquiry) }?.party == "示例某" }
        val again = RecordModel(session.client, set, RecordKind.Inquiry, Clock.systemUTC())
        until { again.state.value.party == "示例某" && again.state.value.said == "以上属实" }
        assertEquals(null, off { session.client.keptRecord(set, RecordKind.OnSite) })
        sync()
        runBlocking { colleague.putAway() }
    }

    @Test fun whatACodeShowsAnotherPhoneReads() {
        val text = "GWE1|" + "0123456789ABCDEF".repeat(60)
        assertEquals(text, Codes.textOf(Codes.picture(text, 720)))
    }
}
