package cn.gridwork.app

import cn.gridwork.app.screen.report.ReportModel
import cn.gridwork.core.Category
import cn.gridwork.core.Event
import cn.gridwork.core.EventBatch
import cn.gridwork.core.EventKind
import cn.gridwork.core.FakeClient
import cn.gridwork.core.GridFailure
import cn.gridwork.core.Hamlet
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.test.UnconfinedTestDispatcher
import kotlinx.coroutines.test.advanceTimeBy
import kotlinx.coroutines.test.resetMain
import kotlinx.coroutines.test.runTest
import kotlinx.coroutines.test.setMain
import org.junit.After
import org.junit.Assert.assertEquals
import org.junit.Before
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import java.io.IOException

/** A screen shows what is there in the end, whatever comes while it reads. */
@RunWith(RobolectricTestRunner::class)
@OptIn(ExperimentalCoroutinesApi::class)
class FollowTest {
    private val main = UnconfinedTestDispatcher()

    @Before fun main() = Dispatchers.setMain(main)

    @After fun noMain() = Dispatchers.resetMain()

    /** A core of which a test says when it tells of something. */
    private open class Told : FakeClient() {
        val words = Channel<EventBatch>(Channel.UNLIMITED)
        var collected = 0

        override val events: Flow<EventBatch> = flow {
            collected += 1
            emit(EventBatch(emptyList(), 0uL, gap = true))
            for (word in words) emit(word)
        }

        fun tell(kind: EventKind) = words.trySend(EventBatch(listOf(Event(1uL, kind, "")), 1uL, gap = false))
    }

    private class Reading(client: Told, concerns: (Event) -> Boolean = { true }, val read: suspend () -> String) :
        ScreenModel<String>("") {
        init {
            follow(client, concerns) { read().let { found -> update { found } } }
        }

        fun fail() = act { throw GridFailure.Entry("wrong_state", null, false) }
    }

    @Test fun whatIsReadEarlierNeverCoversWhatIsReadLater() = runTest(main) {
        val client = Told()
        val slow = CompletableDeferred<Unit>()
        var there = "before"
        val model = Reading(client) {
            val found = there
            slow.await()
            found
        }
        there = "after"
        repeat(5) { client.tell(EventKind.Sync) }
        slow.complete(Unit)
        assertEquals("after", model.state.value)
    }

    @Test fun onlyWhatConcernsAScreenMakesItRead() = runTest(main) {
        val client = Told()
        var reads = 0
        Reading(client, { it.kind == EventKind.Incident }) { "${++reads}" }
        client.tell(EventKind.Sync)
        assertEquals(1, reads)
        client.tell(EventKind.Incident)
        assertEquals(2, reads)
    }

    /** Who reports while the first download still runs chooses from what it brings. */
    @Test fun aReportFindsTheHamletsThatComeLater() = runTest(main) {
        var here = emptyList<Hamlet>()
        val client = object : Told() {
            override suspend fun hamlets() = here
            override suspend fun categories() = emptyList<Category>()
        }
        val model = ReportModel(client)
        assertEquals(null, model.state.value.hamlet)
        here = listOf(Hamlet("hamlet-1", "东沟", "cell", "第1网格"))
        client.tell(EventKind.Directory)
        assertEquals("hamlet-1", model.state.value.hamlet)
    }

    @Test fun aReadingThatCouldNotBeDoneIsDoneAgainByItself() = runTest(main) {
        val client = Told()
        var reads = 0
        val model = Reading(client) { if (++reads < 3) throw GridFailure.Storage("busy", null, true) else "there" }
        assertEquals("busy", model.notice.value)
        advanceTimeBy(10_000)
        assertEquals("there", model.state.value)
        assertEquals(null, model.notice.value)
        // What nobody can mend by waiting is said once, and the next word is still heard.
        val broken = Told()
        var tries = 0
        val other = Reading(broken) { if (++tries == 1) throw IOException() else "there" }
        advanceTimeBy(60_000)
        assertEquals(1, tries)
        assertEquals("unexpected", other.notice.value)
        broken.tell(EventKind.Task)
        assertEquals("there", other.state.value)
        assertEquals(null, other.notice.value)
    }

    @Test fun whatAnActSaidStaysAlsoWhenSomethingIsReadAnew() = runTest(main) {
        val client = Told()
        val model = Reading(client) { "there" }
        model.fail()
        client.tell(EventKind.Sync)
        assertEquals("wrong_state", model.notice.value)
    }
}
