package cn.gridwork.app

import androidx.compose.ui.test.assertIsNotEnabled
import cn.gridwork.core.Answered
import cn.gridwork.core.CaptureMethod
import cn.gridwork.core.EvidenceCode
import cn.gridwork.core.NewCapture
import cn.gridwork.core.NewEvidenceRecord
import cn.gridwork.core.NewEvidenceSet
import cn.gridwork.core.RecordKind
import cn.gridwork.core.RecordSigning
import cn.gridwork.core.ToldRecorded
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Test
import java.io.File
import java.time.Instant

/** Two phones at one table: the second officer's own one, and what goes from hand to hand. */
class TogetherStoryTest : OfficersTest() {
    private val colleagues get() = colleague.core

    /** The colleague opens a set; it is confirmed on this phone's screens or behind them. */
    private fun theirs(confirmed: Boolean): String {
        val set = off { colleagues.openEvidenceSet(NewEvidenceSet(matter, "东沟北坡")) }
        if (confirmed) off { colleagues.takeConfirmation(set, session.client.confirmScanned(colleagues.confirmationCode(set))) }
        return set
    }

    private fun inquiry(set: String) = NewEvidenceRecord(
        set = set, kind = RecordKind.Inquiry, party = "示例某", present = "", place = "东沟北坡",
        begun = Instant.now().minusSeconds(600), ended = Instant.now(), shownCertificates = true, toldRights = true,
        body = listOf(Answered("羊有几只", "40 只")), notes = "", said = "以上属实", readAloud = true, pages = 1, blanksStruck = true,
        signing = RecordSigning.Refused("说不用签了", "示例见证人"),
    )

    private fun theirCapture(set: String): String {
        val taken = File(off { colleagues.captureFolder() }, "field.jpg")
        taken.writeBytes(byteArrayOf(-1, -40, -1, -32) + ByteArray(5_000) { it.toByte() })
        val new = NewCapture(
            set = set, path = taken.path, kind = 2, title = "羊群", proves = "在禁牧区", method = CaptureMethod.Camera,
            place = "东沟北坡", told = ToldRecorded.NotOfPeople,
        )
        return off { colleagues.capture(new) }
    }

    /** The list again, as the core has it by now. */
    private fun back() {
        tap("back")
        toEvidence()
    }

    @Test fun onTheOwnPhoneTheSecondOfficerConfirmsSignsByCodeAndSignsWhatCame() {
        meet()
        toEvidence()
        val set = theirs(confirmed = false)
        scans("scan-colleague", off { colleagues.confirmationCode(set) })
        seen(name(other))
        seen(matter)
        pick("confirm")
        val confirmed = shown()
        off { colleagues.takeConfirmation(set, confirmed) }
        assertTrue(off { colleagues.evidenceSet(set) }.set.stands)
        assertEquals("once", "wrong_state", refusal { colleagues.takeConfirmation(set, confirmed) })

        // A record, before its set has come to this phone: what is signed is said first.
        val record = off { colleagues.closeRecord(inquiry(set)) }
        scans("scan-colleague", off { colleagues.countersignCode(set, record) })
        reads("sign-what", "${name(other)}写的询问笔录，第 1 版")
        seen("示例某")
        pick("confirm")
        val signed = shown()
        off { colleagues.takeConfirmation(set, signed) }
        assertEquals(name(me), off { colleagues.evidenceSet(set) }.records.single().countersigner)
        // Shown to the phone that signed it, it is for the other one's page of the set.
        scans("scan-colleague", signed)
        seen("在证据集里面扫")

        // A correction comes with the set: it is read on this phone before it is signed here.
        off {
            val last = colleagues.correctedRecord(set, record)
            colleagues.closeRecord(
                last.copy(
                    correction = "数量写错", body = listOf(Answered("羊有几只", "41 只")), readAloud = true, blanksStruck = true,
                    signing = inquiry(set).signing,
                ),
            )
        }
        off { colleague.sync() }
        repeat(2) { sync() }
        back()
        open()
        reach("show-record")
        none("countersign")
        tap("show-record")
        reads("answer", "41 只")
        pick("countersign")
        reads("signers", "都签了名")
        none("countersign")
        bothSync()
        val there = off { colleagues.evidenceSet(set) }.records.single()
        assertEquals(listOf("2", name(me)), listOf("${there.version}", there.countersigner))
        allTaken()
    }

    @Test fun whatTheColleagueCorrectedMeanwhileIsReadBeforeMineFollowsIt() {
        meet()
        val set = standing()
        val record = off { session.client.closeRecord(inquiry(set)) }
        bothSync()
        pick("correct")
        reads("asked-0", "羊有几只")
        write("correction", "称呼写错")
        write("said", "以上大致属实")
        pick("read")
        pick("struck")
        write("unsigned", "说不用签了")
        until { off { session.client.correctedRecord(set, record) }.said == "以上大致属实" }
        // The colleague is done sooner. The page is open, and what was written on it stays.
        off {
            val last = colleagues.correctedRecord(set, record)
            colleagues.closeRecord(
                last.copy(
                    correction = "数量写错", body = listOf(Answered("羊有几只", "41 只")), readAloud = true, blanksStruck = true,
                    signing = inquiry(set).signing,
                ),
            )
            colleague.sync()
        }
        repeat(2) { sync() }
        reads("newer", "${name(other)}改出了第 2 版")
        reads("answer", "41 只")
        await("write-record").assertIsNotEnabled()
        reads("said", "以上大致属实")
        pick("go-on")
        gone("newer")
        tap("write-record")
        reads("record", "第 3 版")
        bothSync()
        val there = off { colleagues.evidenceSet(set) }.records.single()
        assertEquals(listOf("3", "2", "以上大致属实"), listOf("${there.version}", "${there.earlier.size}", there.said))
        allTaken()
    }

    @Test fun anItemIsGivenAwayByACodeOnTheScreen() {
        meet()
        val set = standing()
        photo("羊群")
        bothSync()
        anew()
        pick("hand-over")
        // Nobody is chosen before the reason is there.
        reach("to-$other").assertIsNotEnabled()
        write("hand-over-why", "送乡镇保管")
        pick("to-$other")
        val code = shown()
        val said = off { colleagues.readEvidenceCode(code) } as EvidenceCode.HandOver
        assertEquals(listOf(name(me), name(other), "送乡镇保管", "true"), listOf(said.giver, said.taker, said.why, "${said.toMe}"))
        assertEquals("not mine to take", "forbidden", refusal { session.client.takeOver(code) })
        off { colleagues.takeOver(code) }
        assertEquals("once", "wrong_state", refusal { colleagues.takeOver(code) })
        off { colleague.sync() }
        repeat(2) { sync() }
        // The page is open while it comes.
        reads("keeper", "在${name(other)}手里")
        reads("custody", "${name(me)} 交给 ${name(other)}")
        none("hand-over")
        // Held before the own camera it says whom it is for.
        tap("back")
        scans("scan-colleague", code)
        seen("这是交给${name(other)}的")
        await("take-over").assertIsNotEnabled()
        allTaken()
        assertEquals(1, off { colleagues.evidenceSet(set) }.items.single().custody.size)
    }

    @Test fun whatAColleagueHandsOverIsLookedAtTakenOnceAndWaitsForItsSet() {
        meet()
        toEvidence()
        val set = theirs(confirmed = true)
        val item = theirCapture(set)
        val code = off { colleagues.handOver(set, item, me, "入柜保管") }
        scans("scan-colleague", code)
        seen(name(other))
        seen("入柜保管")
        pick("take-over")
        reads("taken-over", "由你保管")
        // The set has not come to this phone: the thing is here, and that is said.
        reads("waiting-hand-over", "${name(other)}交来的（入柜保管）")
        off { colleague.sync() }
        repeat(2) { sync() }
        back()
        gone("waiting-hand-over")
        open()
        reads("keeper", "在${name(me)}手里")
        reads("custody", "${name(other)} 交给 ${name(me)}")
        reach("hand-over")
        // The same code once more is no second hand-over.
        tap("back")
        scans("scan-colleague", code)
        pick("take-over")
        says("notice", "接不上")
        bothSync()
        val there = off { colleagues.evidenceSet(set) }.items.single()
        assertEquals(listOf(name(me), "1"), listOf(there.keeper, "${there.custody.size}"))
    }
}
