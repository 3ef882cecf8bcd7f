package cn.gridwork.app

import cn.gridwork.app.screen.evidence.RecordModel
import androidx.lifecycle.ViewModelStore
import cn.gridwork.app.screen.evidence.RecordFormState
import cn.gridwork.app.screen.evidence.RecordOf
import cn.gridwork.app.screen.evidence.satelliteTime
import cn.gridwork.core.EvidenceSet
import cn.gridwork.core.EvidenceSetDetail
import cn.gridwork.core.FakeClient
import cn.gridwork.core.GridFailure
import cn.gridwork.core.NewEvidenceRecord
import cn.gridwork.core.RecordKind
import cn.gridwork.core.RecordState
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.NonCancellable
import kotlinx.coroutines.test.StandardTestDispatcher
import kotlinx.coroutines.test.advanceUntilIdle
import kotlinx.coroutines.test.resetMain
import kotlinx.coroutines.test.runTest
import kotlinx.coroutines.test.setMain
import kotlinx.coroutines.withContext
import org.junit.After
import org.junit.Assert.assertEquals
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
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

    private val last = LastWords<RecordOf, RecordFormState>(CoroutineScope(main))

    private fun record(phone: Phone) = RecordModel(phone, last, RecordOf("set", RecordKind.Inquiry), Clock.fixed(now, ZoneOffset.UTC))

    private inner class Phone : FakeClient() {
        override suspend fun evidenceSet(set: String) = EvidenceSetDetail(
            EvidenceSet("set", "示意", "示意沟口", now, "", true, false, 0, 0, RecordState.Saved),
            emptyList(), true, emptyList(), emptyList(),
        )
        val kept = mutableListOf<NewEvidenceRecord>()
        val closed = mutableListOf<NewEvidenceRecord>()
        var full = false

        /** Held back: what is kept takes until this is done. */
        var slow: CompletableDeferred<Unit>? = null
        override suspend fun keptRecord(set: String, kind: RecordKind): NewEvidenceRecord? = kept.lastOrNull()
        override suspend fun keepRecord(new: NewEvidenceRecord) {
            slow?.let { withContext(NonCancellable) { it.await() } }
            if (full) throw GridFailure.Storage("disk_full", null, true)
            kept += new
        }
        override suspend fun closeRecord(new: NewEvidenceRecord): String {
            slow?.let { withContext(NonCancellable) { it.await() } }
            closed += new
            kept.clear()
            return "record"
        }
        override suspend fun recordMissing(new: NewEvidenceRecord) = emptyList<String>()
    }

    @Before fun setUp() = Dispatchers.setMain(main)

    @After fun tearDown() = Dispatchers.resetMain()

    @Test fun whatIsWrittenAfterASignatureTakesTheSignatureAway() = runTest(main) {
        val model = record(Phone())
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

    private fun open(phone: Phone) = ViewModelStore().let { screen -> screen to record(phone).also { screen.put("record", it) } }

    @Test fun aRecordThatIsOpenedAgainAtOnceGoesOnFromTheLastWord() = runTest(main) {
        val phone = Phone()
        val (screen, model) = open(phone)
        advanceUntilIdle()
        model.change { it.copy(party = "白示意") }
        advanceUntilIdle()
        val slow = CompletableDeferred<Unit>()
        phone.slow = slow
        model.change { it.copy(said = "以上属实") }
        screen.clear()
        val (_, again) = open(phone)
        advanceUntilIdle()
        assertTrue("it is still being kept", again.state.value.loading)
        slow.complete(Unit)
        advanceUntilIdle()
        assertEquals("以上属实", again.state.value.said)
        again.change { it.copy(notes = "羊二十只") }
        advanceUntilIdle()
        assertEquals(listOf("白示意", "以上属实", "羊二十只"), phone.kept.last().let { listOf(it.party, it.said, it.notes) })
    }

    @Test fun aLastWordThatCouldNotBeKeptIsShownAndTriedAgain() = runTest(main) {
        val phone = Phone()
        val (screen, model) = open(phone)
        advanceUntilIdle()
        phone.full = true
        model.change { it.copy(party = "白示意", readAloud = true) }
        model.change { it.copy(signatures = listOf("one.png")) }
        // It rests, cannot be kept, and then the screen goes.
        advanceUntilIdle()
        screen.clear()
        advanceUntilIdle()
        val (once, again) = open(phone)
        advanceUntilIdle()
        assertEquals("白示意", again.state.value.party)
        assertEquals(listOf("one.png"), again.state.value.signatures)
        once.clear()
        phone.full = false
        val (_, atLast) = open(phone)
        advanceUntilIdle()
        assertEquals("白示意", atLast.state.value.party)
        assertEquals("白示意", phone.kept.last().party)
    }

    @Test fun aRecordThatIsClosedWhileItsLastWordIsBeingKeptIsNotKeptAgain() = runTest(main) {
        val phone = Phone()
        val (screen, model) = open(phone)
        advanceUntilIdle()
        val slow = CompletableDeferred<Unit>()
        phone.slow = slow
        model.change { it.copy(party = "白示意") }
        advanceUntilIdle()
        model.write()
        advanceUntilIdle()
        slow.complete(Unit)
        advanceUntilIdle()
        screen.clear()
        advanceUntilIdle()
        assertEquals("白示意", phone.closed.single().party)
        assertEquals(emptyList<NewEvidenceRecord>(), phone.kept)
    }

    @Test fun theSatellitesTimeGoesOnWithTheClockThatNobodySets() {
        val heard = Instant.parse("2026-10-08T00:59:00Z")
        assertEquals(heard.plusSeconds(400), satelliteTime(heard, heard = 20_000, now = 420_000))
        assertEquals(heard, satelliteTime(heard, heard = 20_000, now = 20_000))
        assertNull("the phone was started anew", satelliteTime(heard, heard = 20_000, now = 5_000))
    }
}
