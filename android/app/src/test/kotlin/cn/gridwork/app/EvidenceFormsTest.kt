package cn.gridwork.app

import cn.gridwork.app.screen.evidence.RecordModel
import cn.gridwork.app.screen.evidence.satelliteTime
import cn.gridwork.core.EvidenceSet
import cn.gridwork.core.EvidenceSetDetail
import cn.gridwork.core.FakeClient
import cn.gridwork.core.NewEvidenceRecord
import cn.gridwork.core.RecordKind
import cn.gridwork.core.RecordState
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.test.StandardTestDispatcher
import kotlinx.coroutines.test.advanceUntilIdle
import kotlinx.coroutines.test.resetMain
import kotlinx.coroutines.test.runTest
import kotlinx.coroutines.test.setMain
import org.junit.After
import org.junit.Assert.assertEquals
import org.junit.Assert.assertNull
import org.junit.Before
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import java.time.Clock
import java.time.Instant
import java.time.ZoneOffset

/** What a signature stands under, and what the satellites said a while ago. */
@RunWith(RobolectricTestRunner::class)
@OptIn(ExperimentalCoroutinesApi::class)
class EvidenceFormsTest {
    private val main = StandardTestDispatcher()
    private val now = Instant.parse("2026-10-08T01:00:00Z")

    private inner class Phone : FakeClient() {
        override suspend fun evidenceSet(set: String) = EvidenceSetDetail(
            EvidenceSet("set", "示意", "示意沟口", now, "", true, false, 0, 0, RecordState.Saved),
            emptyList(), true, emptyList(), emptyList(),
        )
        override suspend fun keptRecord(set: String, kind: RecordKind): NewEvidenceRecord? = null
        override suspend fun keepRecord(new: NewEvidenceRecord) = Unit
        override suspend fun recordMissing(new: NewEvidenceRecord) = emptyList<String>()
    }

    @Before fun setUp() = Dispatchers.setMain(main)

    @After fun tearDown() = Dispatchers.resetMain()

    @Test fun whatIsWrittenAfterASignatureTakesTheSignatureAway() = runTest(main) {
        val model = RecordModel(Phone(), "set", RecordKind.Inquiry, Clock.fixed(now, ZoneOffset.UTC))
        advanceUntilIdle()
        model.change { it.copy(party = "白示意", readAloud = true) }
        model.change { it.copy(signatures = listOf("one.png"), pages = 1) }
        model.change { it.copy(pages = 2) }
        model.change { it.copy(signatures = it.signatures + "two.png") }
        advanceUntilIdle()
        assertEquals(listOf("one.png", "two.png"), model.state.value.signatures)
        model.change { it.copy(said = "数量不对") }
        advanceUntilIdle()
        assertEquals(emptyList<String>(), model.state.value.signatures)
        assertEquals("数量不对", model.state.value.said)
    }

    @Test fun theSatellitesTimeGoesOnWithTheClockThatNobodySets() {
        val heard = Instant.parse("2026-10-08T00:59:00Z")
        assertEquals(heard.plusSeconds(400), satelliteTime(heard, heard = 20_000, now = 420_000))
        assertEquals(heard, satelliteTime(heard, heard = 20_000, now = 20_000))
        assertNull("the phone was started anew", satelliteTime(heard, heard = 20_000, now = 5_000))
    }
}
