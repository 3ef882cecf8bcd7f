package cn.gridwork.app

import androidx.lifecycle.SavedStateHandle
import androidx.lifecycle.ViewModelStore
import cn.gridwork.app.screen.visit.Typed
import cn.gridwork.app.screen.visit.VisitEvent
import cn.gridwork.app.screen.visit.VisitModel
import cn.gridwork.core.Answer
import cn.gridwork.core.AnswerKind
import cn.gridwork.core.Evidence
import cn.gridwork.core.FakeClient
import cn.gridwork.core.Finding
import cn.gridwork.core.Form
import cn.gridwork.core.FormItem
import cn.gridwork.core.FormPart
import cn.gridwork.core.GridFailure
import cn.gridwork.core.HandStart
import cn.gridwork.core.LastTime
import cn.gridwork.core.PastVisit
import cn.gridwork.core.RecordState
import cn.gridwork.core.Task
import cn.gridwork.core.TaskRef
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.NonCancellable
import kotlinx.coroutines.test.StandardTestDispatcher
import kotlinx.coroutines.test.advanceTimeBy
import kotlinx.coroutines.test.advanceUntilIdle
import kotlinx.coroutines.test.resetMain
import kotlinx.coroutines.test.runTest
import kotlinx.coroutines.test.setMain
import kotlinx.coroutines.withContext
import org.junit.After
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Before
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner

/** What a visit does when the phone is full, and when somebody is quicker than the disk. */
@RunWith(RobolectricTestRunner::class)
@OptIn(ExperimentalCoroutinesApi::class)
class VisitModelTest {
    private val main = StandardTestDispatcher()
    private val task = TaskRef("ZZ-01", "house", 1uL)
    private val words = Typed(task, "1")
    private val last = LastWords<Typed, Answer>(CoroutineScope(main))
    private val form = Form(
        "ZZ-01", 1, "示意", false, true, null, "",
        listOf(
            FormItem(
                1, "说说", null, Evidence.None, 1,
                listOf(FormPart(listOf("1"), "", AnswerKind.Words(20), null, false, true, false, false)), emptyList(), emptyList(),
            ),
        ),
    )

    private inner class Phone : FakeClient() {
        var full = false
        val written = mutableListOf<Answer>()

        /** Held back: what is written takes until this is done. */
        var slow: CompletableDeferred<Unit>? = null
        override suspend fun form(template: String) = form
        override suspend fun formOf(task: TaskRef) = form
        override suspend fun lastTime(task: TaskRef): LastTime? = null
        override suspend fun task(task: TaskRef) = Task("id", "ZZ-01", "示意", "", false, written.lastOrNull()?.let { mapOf("1" to it) }.orEmpty(), null, 0)
        override suspend fun lastYear(household: String) = emptyList<PastVisit>()
        override suspend fun stateOf(record: String) = RecordState.Saved
        override suspend fun findings(task: TaskRef) = emptyList<Finding>()
        override suspend fun missing(task: TaskRef) = emptyList<String>()
        override suspend fun handStarts() = emptyList<HandStart>()
        override suspend fun finish(tasks: List<TaskRef>) = Unit
        override suspend fun answer(task: TaskRef, field: String, value: Answer) {
            slow?.let { withContext(NonCancellable) { it.await() } }
            if (full) throw GridFailure.Storage("disk_full", null, true)
            written += value
        }
    }

    @Before fun begin() = Dispatchers.setMain(main)

    @After fun end() = Dispatchers.resetMain()

    private fun type(model: VisitModel, text: String) = model.on(VisitEvent.Type(words, text))

    @Test fun aWordIsWrittenOnceItRestsNotWithEveryKey() = runTest(main) {
        val phone = Phone()
        val model = VisitModel(phone, "house", listOf(task), last)
        advanceUntilIdle()
        for (text in listOf("烟", "烟道", "烟道堵")) type(model, text)
        advanceTimeBy(100)
        assertEquals(emptyList<Answer>(), phone.written)
        advanceUntilIdle()
        assertEquals(listOf(Answer.Words("烟道堵")), phone.written)
    }

    @Test fun aFullPhoneSaysSoAndKeepsTheWordsUntilThereIsRoom() = runTest(main) {
        val phone = Phone()
        val model = VisitModel(phone, "house", listOf(task), last)
        advanceUntilIdle()
        phone.full = true
        type(model, "烟道堵")
        advanceUntilIdle()
        assertEquals("disk_full", model.notice.value)
        assertEquals("烟道堵", model.state.value.typing[words])
        phone.full = false
        model.on(VisitEvent.Finish)
        advanceUntilIdle()
        assertNull(model.notice.value)
        assertEquals(listOf(Answer.Words("烟道堵")), phone.written)
        assertTrue(model.state.value.over)
    }

    @Test fun finishingWaitsForTheLastKeys() = runTest(main) {
        val phone = Phone()
        val model = VisitModel(phone, "house", listOf(task), last)
        advanceUntilIdle()
        type(model, "换了烟道")
        model.on(VisitEvent.Finish)
        advanceUntilIdle()
        assertEquals(listOf(Answer.Words("换了烟道")), phone.written)
    }

    @Test fun theLastKeysBeforeTheProcessEndsAreThereAndAreWrittenDown() = runTest(main) {
        val handle = SavedStateHandle()
        val killed = VisitModel(Phone(), "house", listOf(task), last, Kept(handle, "visit"))
        advanceUntilIdle()
        type(killed, "烟道堵")
        // The process ends here: nothing of it goes on but what it had kept.
        val phone = Phone()
        val back = VisitModel(phone, "house", listOf(task), last, Kept(handle, "visit"))
        assertEquals("烟道堵", back.state.value.typing[words])
        advanceUntilIdle()
        assertEquals(listOf(Answer.Words("烟道堵")), phone.written)
        // What the core holds is kept nowhere else.
        assertEquals(emptyMap<Typed, String>(), VisitModel(phone, "house", listOf(task), last, Kept(handle, "visit")).state.value.typing)
    }

    @Test fun whatDoesNotFitOutlivesTheProcessTooAndIsStillSaidToBe() = runTest(main) {
        val handle = SavedStateHandle()
        val long = "长".repeat(21)
        val killed = VisitModel(Phone(), "house", listOf(task), last, Kept(handle, "visit"))
        advanceUntilIdle()
        type(killed, long)
        val phone = Phone()
        val back = VisitModel(phone, "house", listOf(task), last, Kept(handle, "visit"))
        advanceUntilIdle()
        assertEquals(long, back.state.value.typing[words])
        assertEquals(setOf(words), back.state.value.unfit)
        assertEquals(emptyList<Answer>(), phone.written)
    }

    @Test fun whoDeclinesAfterAllIsNotWrittenOverByWhatWasBeingTyped() = runTest(main) {
        val phone = Phone()
        val model = VisitModel(phone, "house", listOf(task), last)
        advanceUntilIdle()
        type(model, "烟道堵")
        model.on(VisitEvent.Give(task, "1", Answer.Declined))
        advanceUntilIdle()
        assertEquals(listOf<Answer>(Answer.Declined), phone.written)
        assertNull(model.state.value.typing[words])
    }

    private fun open(phone: Phone) = ViewModelStore().let { screen ->
        screen to VisitModel(phone, "house", listOf(task), last).also { screen.put("visit", it) }
    }

    /** How the answer stands on the form. */
    private val VisitModel.shown get() = state.value.sheets.singleOrNull()?.answers?.get("1")

    @Test fun aHouseThatIsOpenedAgainAtOnceShowsTheLastWordOfTheLastTime() = runTest(main) {
        val phone = Phone()
        val (screen, model) = open(phone)
        advanceUntilIdle()
        val slow = CompletableDeferred<Unit>()
        phone.slow = slow
        type(model, "烟道堵")
        screen.clear()
        val (_, again) = open(phone)
        advanceUntilIdle()
        assertTrue("it is still being written", again.state.value.loading)
        slow.complete(Unit)
        advanceUntilIdle()
        assertEquals(Answer.Words("烟道堵"), again.shown)
        assertEquals(listOf(Answer.Words("烟道堵")), phone.written)
    }

    @Test fun anotherHouseIsNotKeptWaiting() = runTest(main) {
        val phone = Phone()
        val (screen, model) = open(phone)
        advanceUntilIdle()
        phone.slow = CompletableDeferred()
        type(model, "烟道堵")
        screen.clear()
        val other = VisitModel(phone, "other", listOf(task.copy(target = "other")), last)
        advanceUntilIdle()
        assertFalse(other.state.value.loading)
    }

    @Test fun aLastWordThatCouldNotBeWrittenIsShownAndTriedAgain() = runTest(main) {
        val phone = Phone()
        val (screen, model) = open(phone)
        advanceUntilIdle()
        phone.full = true
        type(model, "烟道堵")
        screen.clear()
        advanceUntilIdle()
        val (once, again) = open(phone)
        advanceUntilIdle()
        assertEquals(Answer.Words("烟道堵"), again.shown)
        assertEquals("disk_full", again.notice.value)
        // It is not lost by looking either.
        once.clear()
        phone.full = false
        val (_, atLast) = open(phone)
        advanceUntilIdle()
        assertEquals(Answer.Words("烟道堵"), atLast.shown)
        assertEquals(listOf(Answer.Words("烟道堵")), phone.written)
    }

    @Test fun whatIsBeingWrittenWhenTheScreenGoesIsNotCutOffNorWrittenOverTheLastWord() = runTest(main) {
        val phone = Phone()
        val (screen, model) = open(phone)
        advanceUntilIdle()
        val slow = CompletableDeferred<Unit>()
        phone.slow = slow
        model.on(VisitEvent.Give(task, "1", Answer.Words("烟道")))
        advanceUntilIdle()
        type(model, "烟道堵")
        screen.clear()
        val (_, again) = open(phone)
        advanceUntilIdle()
        slow.complete(Unit)
        advanceUntilIdle()
        assertEquals(listOf(Answer.Words("烟道"), Answer.Words("烟道堵")), phone.written)
        assertEquals(Answer.Words("烟道堵"), again.shown)
    }

    @Test fun anAnswerThatWaitsBehindAnotherWhenTheScreenGoesIsWrittenToo() = runTest(main) {
        val phone = Phone()
        val (screen, model) = open(phone)
        advanceUntilIdle()
        val slow = CompletableDeferred<Unit>()
        phone.slow = slow
        model.on(VisitEvent.Give(task, "1", Answer.Words("烟道")))
        model.on(VisitEvent.Give(task, "1", Answer.Declined))
        advanceUntilIdle()
        screen.clear()
        slow.complete(Unit)
        advanceUntilIdle()
        assertEquals(Answer.Declined, phone.written.last())
    }
}
