package cn.gridwork.app

import androidx.compose.ui.test.onAllNodesWithTag
import cn.gridwork.app.screen.evidence.RecordModel
import cn.gridwork.app.screen.evidence.RecordOf
import cn.gridwork.core.CaptureMethod
import cn.gridwork.core.GridFailure
import cn.gridwork.core.NewCapture
import cn.gridwork.core.NewClue
import cn.gridwork.core.NewIncident
import cn.gridwork.core.Phone
import cn.gridwork.core.RecordKind
import cn.gridwork.core.ToldRecorded
import kotlinx.coroutines.runBlocking
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Test
import java.io.File
import java.time.Clock

/** Clues and evidence, in the hands of a grid worker and of two officers. */
class EvidenceStoryTest : OfficersTest() {
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
        val told = off { session.client.clues(0, 10) }.first()
        assertEquals("羊群进了禁牧的坡", told.words)
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

    @Test fun anOfficerTakesAClueUpOpensASetAfterItAndItsTellerReadsThat() {
        val teller = Phone(temporary.newFolder("teller"))
        val words = "沟口有羊 ${System.nanoTime()}"
        runBlocking {
            teller.enrol(hub)
            teller.core.tellClue(NewClue(words, "东沟口", teller.core.cells().first().id))
            teller.sync()
        }
        enrol(hub.codeOf("officer"), first = "tab-Mine")
        turnTo("tab-Mine")
        reach("to-evidence")
        tap("to-evidence")
        reach("to-clues")
        tap("to-clues")
        reads("what-a-clue-is", "不是证据")
        reads("clue", words)
        reads("clue", "待看")
        tap("take-clue")
        reads("clue", "在看")
        tap("clue-to-set")
        // The clue says where to look; what is found there is gathered anew.
        reads("matter", words)
        reads("set-place", "东沟口")
        tap("make-set")
        says("status", "未成立")
        assertTrue(rule.onAllNodesWithTag("item").fetchSemanticsNodes().isEmpty())
        tap("back")
        reads("clue", "已另行取证")
        repeat(2) { sync() }
        off { teller.sync() }
        assertEquals("已另行取证", off { teller.core.clues(0, 1) }.single().state)
        runBlocking { teller.putAway() }
    }

    @Test fun twoOfficersWithTwoPhonesMakeASetStandAndWhatIsMissingIsSaid() {
        meet()
        val set = standing()

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
        // The page of the set is open while it comes.
        reads("item", "本机")
        reads("doubt", "缺")

        // A record that is begun outlives its screen and the process: the core keeps it, not the form.
        val begun = RecordModel(session.client, session.leaving.records, RecordOf(set, RecordKind.Inquiry), Clock.systemUTC())
        rule.runOnUiThread { begun.change { it.copy(party = "示例某", said = "以上属实") } }
        until { off { session.client.keptRecord(set, RecordKind.Inquiry) }?.party == "示例某" }
        val again = RecordModel(session.client, session.leaving.records, RecordOf(set, RecordKind.Inquiry), Clock.systemUTC())
        until { again.state.value.party == "示例某" && again.state.value.said == "以上属实" }
        assertEquals(null, off { session.client.keptRecord(set, RecordKind.OnSite) })
        sync()
    }

    @Test fun whatACodeShowsAnotherPhoneReads() {
        val text = "GWE1|" + "0123456789ABCDEF".repeat(60)
        assertEquals(text, Codes.textOf(Codes.picture(text, 720)))
    }
}
