package cn.gridwork.core

import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.flow.onEach
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.rules.TemporaryFolder
import java.io.File
import java.util.concurrent.ConcurrentLinkedQueue

/** What the real core tells whoever listens: the first word, and everything after it however much it is. */
class EventsTest {
    @get:Rule val temporary = TemporaryFolder()

    @Test fun whoListensIsToldToReadFirstAndThenOfEveryHouseholdThatChanged() = runBlocking(Dispatchers.Default) {
        val phone = Phone(File(temporary.root, "phone")).enrol(TrainingHub.shared)
        val core = phone.core
        val batches = ConcurrentLinkedQueue<EventBatch>()
        val heard = launch { core.events.collect { batches += it } }
        withTimeout(20_000) { while (batches.isEmpty()) delay(5) }
        assertTrue("everything is to be read first", batches.first().gap && batches.first().events.isEmpty())

        // More than a page of events, entered faster than anybody reads.
        val hamlet = core.hamlets().first()
        val made = List(250) { core.addHousehold(NewHousehold(hamlet.cell, hamlet.id, "示意 $it", NewPerson("示意$it", 1, 2, 1))) }.toSet()
        fun told() = batches.flatMap { it.events }.filter { it.kind == EventKind.Household }.map { it.id }.toSet()
        withTimeout(60_000) { while (!told().containsAll(made)) delay(20) }
        assertTrue("only the first word is to read everything", batches.drop(1).none { it.gap })

        // Whoever comes later is not told what was before, but to read.
        val late = async { core.events.onEach { assertEquals(emptyList<Event>(), it.events) }.first() }
        assertTrue(withTimeout(20_000) { late.await() }.gap)
        heard.cancel()
        phone.putAway()
    }
}
