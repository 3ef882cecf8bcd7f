package cn.gridwork.app

import org.junit.Assert.assertEquals
import org.junit.Test

/** A colleague whose phone is at home: the card and its words, on the first officer's phone. */
class CardStoryTest : OfficersTest() {
    /** Holds a card before the camera and types its words. */
    private fun unlocks(card: String, words: String) {
        scans("scan-card", card)
        write("card-words", words)
        pick("confirm-card")
    }

    @Test fun aColleagueConfirmsAndSignsWithTheCardOnThisPhone() {
        val card = hub.card(other, WORDS)
        val own = hub.card(me, WORDS)
        enrol(hub.codeOf("officer"), first = "tab-Mine")
        // Held before the wrong page it does nothing, and says so.
        toEvidence()
        scans("scan-colleague", card)
        seen("在证据集里面扫")
        tap("back")
        val set = opened()
        // One person is never both.
        unlocks(own, WORDS)
        says("notice", "第二名执法人员不能是第一名本人")
        says("status", "未成立")
        // What is no card is not asked for its words.
        scans("scan-card", off { session.client.confirmationCode(set) })
        says("notice", "换一个扫")
        unlocks(card, "不是这一句口令")
        says("notice", "口令对不上")
        says("status", "未成立")
        write("card-words", WORDS)
        pick("confirm-card")
        says("status", "已成立")
        gone("card-words")
        gone("notice")

        pick("on-site")
        write("party", "示例某")
        pick("shown")
        pick("rights")
        write("asked-0", "看羊圈")
        write("answer-0", "羊 40 只")
        pick("read")
        write("said", "以上属实")
        pick("struck")
        write("unsigned", "说不用签了")
        write("witness", "示例见证人")
        tap("write-record")
        reads("record-missing", "另一名执法人员签名")
        pick("ask-sign")
        reach("code")
        unlocks(card, WORDS)
        reads("signers", "都签了名")
        gone("record-missing")
        gone("card-words")
        allTaken()
        assertEquals(emptyList<String>(), off { session.client.evidenceSet(set) }.missing)
    }

    private companion object {
        const val WORDS = "示意口令示意口令"
    }
}
