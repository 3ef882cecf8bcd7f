package cn.gridwork.app

import android.app.Activity
import android.content.Intent
import android.graphics.Bitmap
import android.graphics.BitmapFactory
import android.graphics.Color
import android.net.Uri
import androidx.compose.ui.geometry.Offset
import androidx.compose.ui.test.assertIsNotEnabled
import androidx.compose.ui.test.onAllNodesWithTag
import androidx.compose.ui.test.swipe
import cn.gridwork.core.DerivedFor
import cn.gridwork.core.EvidenceCode
import org.junit.Assert.assertArrayEquals
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Test
import org.robolectric.Shadows.shadowOf
import java.io.ByteArrayOutputStream
import java.io.File
import java.io.FilterInputStream
import java.util.concurrent.CountDownLatch

/** An officer's evidence on the own screens: pictures, their copies, and records that both sign. */
class OfficerStoryTest : OfficersTest() {
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
        reach("coverable")
        touch("coverable") { swipe(Offset(width * 0.1f, height * 0.1f), Offset(width * 0.5f, height * 0.5f), 300) }
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

    /** Chooses a file that is there already. */
    private fun chooses(tag: String, file: File) {
        pick(tag)
        val asked = checkNotNull(phone.nextStartedActivityForResult) { "$tag opens nothing" }.intent
        assertEquals(Intent.ACTION_GET_CONTENT, asked.action)
        rule.activityRule.scenario.onActivity { phone.receiveResult(asked, Activity.RESULT_OK, Intent().setData(Uri.fromFile(file))) }
    }

    @Test fun aFileFromASlowCardArrivesWhereverTheFormIsReadMeanwhile() {
        enrol(hub.codeOf("officer"), first = "tab-Mine")
        opened()
        tap("capture")
        val old = temporary.newFile("old.jpg").apply { writeBytes(picture()) }
        val card = CountDownLatch(1)
        val slow = object : FilterInputStream(old.inputStream()) {
            override fun read(into: ByteArray, from: Int, most: Int): Int {
                card.await()
                return super.read(into, from, most)
            }
        }
        shadowOf(app.contentResolver).registerInputStream(Uri.fromFile(old), slow)
        chooses("import", old)
        reach("witness")
        none("import")
        turned("land")
        card.countDown()
        reads("taken", "导入")
        turned("port")
    }

    @Test fun anOldFileIsAnImportWithItsReasonAndWhoSignsOrDoesNotIsWrittenDown() {
        meet()
        val set = standing()
        val old = temporary.newFile("old.jpg").apply { writeBytes(picture()) }
        tap("capture")
        chooses("import", old)
        reads("taken", "导入")
        reads("import-hint", "不算现场采集")
        pick("kind-1")
        write("capture-title", "放牧证")
        pick("told-NotOfPeople")
        // Where it comes from and why it was no capture: it is not taken in before.
        write("source", "村委会的电脑")
        await("keep").assertIsNotEnabled()
        write("reason", "事后才找到")
        // What the form of this kind lacks stands under it until it is there.
        reach("missing")
        val lacks = { texts("missing") }
        until { lacks().any { "原件在哪里" in it } }
        assertTrue("${lacks()}", lacks().any { "证明对象" in it } && lacks().any { "核对无误" in it } && lacks().any { "签名" in it })
        write("proves", "有没有准许")
        write("field-1", "村委会")
        write("field-2", "示例某，今天")
        write("holder", "示例某")
        sign("holder")
        gone("missing")
        tap("keep")
        reads("item", "放牧证")
        seen("导入的文件，不是现场采集")
        assertTrue("the file it was copied from stays", old.exists())

        // Another one is taken from a device; its holder does not sign, and somebody saw it.
        val film = temporary.newFile("film.mp4").apply { writeBytes(ByteArray(5_000) { it.toByte() }) }
        tap("capture")
        chooses("extract", film)
        reads("taken", "提取")
        pick("kind-4")
        write("capture-title", "行车记录")
        write("proves", "什么时候来的")
        write("field-9", "记录仪的卡")
        write("field-10", "读卡器，不改动")
        pick("told-NotOfPeople")
        write("source", "示例某的车")
        write("holder", "示例某")
        write("unsigned", "不愿意签")
        write("witness", "示例见证人")
        gone("missing")
        tap("keep")
        await("officer")
        until { off { session.client.evidenceSet(set) }.items.size == 2 }
        val (paper, record) = off { session.client.evidenceSet(set) }.items
        assertEquals(listOf("导入", "示例某已签名"), listOf(paper.method, paper.holder))
        assertEquals(listOf("提取", "示例某未签名：不愿意签（见证人示例见证人）"), listOf(record.method, record.holder))
        assertFalse("${paper.doubts} ${record.doubts}", (paper.doubts + record.doubts).any { it.startsWith("缺") })
        allTaken()
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
        sign("page-1")
        reads("missing", "空白处划去")
        pick("struck")
        gone("missing")
        // What is written after the signature takes it away.
        write("answer-0", "羊 41 只")
        reach("unsigned")
        sign("page-1")
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
