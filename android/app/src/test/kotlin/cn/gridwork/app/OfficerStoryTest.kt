package cn.gridwork.app

import android.graphics.Bitmap
import android.graphics.BitmapFactory
import android.graphics.Color
import androidx.compose.ui.geometry.Offset
import androidx.compose.ui.test.hasTestTag
import androidx.compose.ui.test.hasText
import androidx.compose.ui.test.onAllNodesWithTag
import androidx.compose.ui.test.onNodeWithTag
import androidx.compose.ui.test.performClick
import androidx.compose.ui.test.performScrollToNode
import androidx.compose.ui.test.performTextInput
import androidx.compose.ui.test.performTextReplacement
import androidx.compose.ui.test.performTouchInput
import androidx.compose.ui.test.swipe
import cn.gridwork.core.DerivedFor
import cn.gridwork.core.EvidenceCode
import cn.gridwork.core.Phone
import kotlinx.coroutines.runBlocking
import org.junit.After
import org.junit.Assert.assertArrayEquals
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.rules.TemporaryFolder
import java.io.ByteArrayOutputStream
import java.io.File

/** Two officers at their work: on the screens of one, with the phone of the other held beside it. */
class OfficerStoryTest : CameraTest() {
    @get:Rule val temporary = TemporaryFolder()
    private lateinit var colleague: Phone

    /** What the set of this story is about: the office has those of others too. */
    private val matter = "示意：在禁牧区放羊 ${System.nanoTime()}"

    /** Both phones are enrolled, and each knows the other's key. */
    private fun meet() {
        colleague = Phone(temporary.newFolder("colleague"))
        runBlocking {
            colleague.open()
            colleague.exchange.enrol(hub.codeOf("officer", 1), "示例手机", "kotlin")
            colleague.sync()
        }
        enrol(hub.codeOf("officer"), first = "tab-Mine")
        off { colleague.sync() }
    }

    @After fun theColleagueToo(): Unit = runBlocking { if (::colleague.isInitialized) colleague.putAway() }

    /** What the colleague's phone shows, held before this phone's camera as near as it can be read. */
    private fun scans(tag: String, code: String) =
        takes(asks(tag), listOf(720, 800, 1_000, 1_200).map { Codes.picture(code, it) }.first { Codes.textOf(it) == code })

    /** Opens a set on the screens, and has it confirmed by what the other phone shows. */
    private fun standing(): String {
        turnTo("tab-Mine")
        reach("to-evidence")
        tap("to-evidence")
        tap("new-set")
        reach("matter").performTextInput(matter)
        reach("set-place").performTextInput("东沟北坡")
        tap("make-set")
        says("status", "未成立")
        reach("invite")
        tap("invite")
        reach("code")
        val set = off { session.client.evidenceSets(0, 1) }.single().id
        // A code that is none of ours changes nothing.
        scans("scan-confirmation", "GW1|of another app")
        says("status", "未成立")
        val answer = off { colleague.core.confirmScanned(session.client.confirmationCode(set)) }
        scans("scan-confirmation", answer)
        says("status", "已成立")
        return set
    }

    /** Opens the set of this story from the list. */
    private fun open() {
        await("new-set")
        until {
            try {
                rule.onNodeWithTag("rows").performScrollToNode(hasTestTag("set") and hasText(matter, substring = true))
                true
            } catch (_: AssertionError) {
                false
            }
        }
        rule.onNode(hasTestTag("set") and hasText(matter, substring = true)).performClick()
        await("officer")
    }

    /** The set again, as the core has it by now. */
    private fun anew() {
        tap("back")
        open()
    }

    private fun photo(title: String) {
        tap("capture")
        shoots(opens("take-photo"))
        reads("taken", "现场采集")
        pick("kind-2")
        reach("capture-title").performTextInput(title)
        pick("told-NotOfPeople")
        reads("missing", "")
        tap("keep")
        reads("item", title)
    }

    private fun pick(tag: String) {
        reach(tag)
        tap(tag)
    }

    private fun write(tag: String, text: String) {
        reach(tag).performTextReplacement(text)
    }

    private fun sign(page: Int) {
        pick("sign-page-$page")
        reach("pad-page-$page").performTouchInput { swipe(Offset(20f, 20f), Offset(220f, 90f), 200) }
        pick("signed-page-$page")
        gone("pad-page-$page")
    }

    private fun none(tag: String) = assertTrue(tag, rule.onAllNodesWithTag(tag).fetchSemanticsNodes().isEmpty())

    @Test fun aPictureGoesFromTheLensToItsSecondCopyAndEachStateIsSaid() {
        meet()
        standing()
        photo("羊群")
        reads("item", "本机")
        assertEquals("no plain copy stays", 0, File(off { session.client.captureFolder() }).list().orEmpty().size)
        none("release")
        // The line is cut as soon as the file is whole over there: its word has not come back.
        var sent = false
        app.link.lets = { request ->
            sent = sent || request.url.endsWith("/v1/files")
            !sent || request.url.endsWith("/v1/files")
        }
        sync()
        anew()
        reads("item", "已送乡镇")
        none("release")
        app.link.lets = { true }
        repeat(2) { sync() }
        anew()
        reads("item", "已校验")
        none("release")
        hub.backUp()
        repeat(2) { sync() }
        anew()
        reads("item", "双份")
        pick("release")
        gone("release")
    }

    /** A picture with what cameras write into it: a segment of a place and a device. */
    private fun picture(): ByteArray {
        val bytes = ByteArrayOutputStream()
        val bitmap = Bitmap.createBitmap(640, 480, Bitmap.Config.ARGB_8888).apply { eraseColor(Color.WHITE) }
        bitmap.compress(Bitmap.CompressFormat.JPEG, 95, bytes)
        val exif = "Exif".toByteArray() + byteArrayOf(0, 0) + "MM".toByteArray() + byteArrayOf(0, 42, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0)
        val segment = byteArrayOf(-1, -31, 0, (exif.size + 2).toByte()) + exif
        val jpeg = bytes.toByteArray()
        return jpeg.copyOf(2) + segment + jpeg.copyOfRange(2, jpeg.size)
    }

    @Test fun aSmallPictureAndACoveredOneAreMadeOfTheOriginalWhichStaysAsItIs() {
        meet()
        val set = standing()
        val taken = picture()
        app.lens.sees = taken
        photo("羊群")
        reach("thumbnail")
        pick("redact")
        reach("coverable").performTouchInput { swipe(Offset(width * 0.1f, height * 0.1f), Offset(width * 0.5f, height * 0.5f), 300) }
        tap("keep-redacted")
        reach("redacted")
        val item = off { session.client.evidenceSet(set) }.items.single()
        val out = temporary.newFolder("out")
        fun copy(name: String, of: suspend (String) -> Unit) = File(out, name).also { off { of(it.path) } }
        val original = copy("original.jpg") { session.client.copyOriginal(set, item.id, it) }
        assertArrayEquals("byte for byte, with what the camera wrote", taken, original.readBytes())
        for (purpose in DerivedFor.entries) {
            val made = copy("$purpose.jpg") { assertTrue(session.client.copyDerived(set, item.id, purpose, it)) }
            assertFalse("$purpose", "Exif" in String(made.readBytes(), Charsets.ISO_8859_1))
        }
        val covered = checkNotNull(BitmapFactory.decodeFile(File(out, "Redaction.jpg").path))
        val dark = covered.getPixel(covered.width * 3 / 10, covered.height * 3 / 10)
        val light = covered.getPixel(covered.width * 8 / 10, covered.height * 8 / 10)
        assertTrue("${Color.red(dark)} ${Color.red(light)}", Color.red(dark) < 30 && Color.red(light) > 220)
        // Nothing of it lies about in clear.
        assertEquals(0, app.gridwork.file("photos", "x").parentFile?.list().orEmpty().count { it.endsWith(".jpg") })
    }

    @Test fun aRecordIsReadAloudSignedOnGlassAndSignedByBothOfficers() {
        meet()
        val set = standing()
        pick("on-site")
        write("party", "示例某")
        pick("shown")
        pick("rights")
        write("asked-0", "看羊圈")
        write("answer-0", "羊 40 只")
        // Nobody signs what was not read.
        reach("page-more")
        none("sign-page-1")
        pick("read")
        write("said", "以上属实")
        sign(1)
        reads("missing", "空白处划去")
        pick("struck")
        gone("missing")
        // What is written after the signature takes it away.
        write("answer-0", "羊 41 只")
        reach("unsigned")
        sign(1)
        tap("write-record")
        reads("record", "已逐页签名")
        reads("record-missing", "另一名执法人员签名")

        // The second officer's phone shows what it signs, and its code comes back by this one's camera.
        pick("ask-sign")
        reach("code")
        val record = off { session.client.evidenceSet(set) }.records.single().id
        val asked = off { session.client.countersignCode(set, record) }
        val shown = off { colleague.core.readEvidenceCode(asked) } as EvidenceCode.Record
        assertEquals("现场检查笔录 示例某 1", "${shown.title} ${shown.party} ${shown.version}")
        scans("scan-confirmation", off { colleague.core.confirmScanned(asked) })
        reads("signers", "都签了名")
        none("record-missing")

        // A correction: the old version stays, the signatures are gone, it is read again.
        pick("correct")
        none("sign-page-1")
        reach("party")
        write("correction", "数量写错")
        write("answer-0", "羊 42 只")
        pick("read")
        pick("struck")
        write("unsigned", "说不用签了")
        write("witness", "示例见证人")
        tap("write-record")
        reads("record", "拒签：说不用签了")
        reads("earlier", "第 1 版留着")
        pick("record")
        reach("earlier")
        val said = rule.onAllNodesWithTag("answer").fetchSemanticsNodes().size
        assertTrue("old and new are both to be read: $said", said >= 1)
        val seen = off { session.client.evidenceSet(set) }.records.single()
        assertEquals(listOf("羊 42 只", "羊 41 只"), listOf(seen.body[0].answer, seen.earlier.single().body[0].answer))

        // Before the set is closed it says what is missing; closed, nothing is offered any more.
        pick("close-set")
        reads("close-missing", "现场检查笔录（示例某）缺：另一名执法人员签名")
        write("close-why", "移送")
        pick("close-now")
        says("status", "已封存")
        none("correct")
        repeat(2) { sync() }
        off { colleague.sync() }
        assertTrue(off { colleague.core.evidenceSet(set) }.set.closed)
    }
}
