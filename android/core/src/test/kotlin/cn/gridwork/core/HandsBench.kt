package cn.gridwork.core

import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.isActive
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withContext
import org.junit.Assert.assertEquals
import org.junit.Rule
import org.junit.Test
import org.junit.rules.TemporaryFolder
import java.io.File
import java.lang.management.ManagementFactory
import java.util.Properties
import java.util.concurrent.locks.LockSupport

/**
 * What the core costs through Kotlin, on the JVM: run by `cargo xtask bench --only hands` alone, which makes
 * the phone of 300 households and 10,000 documents, measures the same answers in Rust, and prints what is
 * told here in `jvm.txt`.
 */
class HandsBench {
    @get:Rule val temporary = TemporaryFolder()

    private val made = File(checkNotNull(System.getProperty("gridwork.hands")) { "gridwork.hands names no folder" })
    private val told = Properties().apply { File(made, "hands.properties").inputStream().use(::load) }
    private val key = told.getProperty("key").chunked(2).map { it.toInt(16).toByte() }.toByteArray()
    private val missed = mutableListOf<String>()

    /** Called from a loop of one thread, as a screen calls. */
    @Test fun figures() = runBlocking {
        val phone = copied()
        File(made, TOLD).delete()
        // The library is loaded, as it is when the app has shown its first picture.
        CoreClient.open(temporary.newFolder("empty").path, key).shutDown()
        opening(phone)
        val core = CoreClient.open(phone.path, key)
        pages(core)
        core.shutDown()
        answers()
        searches()
        assertEquals("missed", emptyList<String>(), missed)
    }

    /** On the disk where Rust writes to its own. */
    private fun copied() = File(made, "kotlin").also {
        it.deleteRecursively()
        File(told.getProperty("phone")).copyRecursively(it)
    }

    private suspend fun opening(phone: File) {
        val times = List(OPENINGS) {
            timed {
                val core = CoreClient.open(phone.path, key)
                check(core.today().lines.isNotEmpty())
                core
            }.let { (took, core) -> took.also { core.shutDown() } }
        }
        tell("open to the first page of 今日, the first time", times.first(), "ms", null)
        tell("open to the first page of 今日", median(times), "ms", 150.0)
    }

    private suspend fun pages(core: CoreClient) {
        val asked = (core.hamlets().map { it.name } + SURNAMES).maxBy { core.find(it, ROWS).size }
        val rows = core.find(asked, ROWS).size
        check(rows == ROWS) { "no page is full: $rows rows at most" }
        tell("a page of $ROWS rows of the finder", median(List(PAGES) { timed { core.find(asked, ROWS) }.first }), "ms", 3.0)
        val behind = core.todayBehind(0, ROWS).size
        tell("$behind lines of the day, derived anew", median(List(PAGES) { timed { core.todayBehind(0, ROWS) }.first }), "ms", null)
    }

    /**
     * As a screen asks, whose thread hands over to the core's and is woken by it. In rounds, each beside one of
     * Rust: the disk that an answer waits for is another one a minute later; and once this JVM has compiled it.
     * The first answers of a process, and what is asked on a thread where the core may run, are told beside.
     */
    private suspend fun answers() {
        val warming = List(WARMING) { round() }
        tell("an answer, the first of a process", warming.first(), "µs", null)
        val rounds = List(ROUNDS) { Triple(round(), rust(), withContext(Dispatchers.IO) { round() }) }
        val (here, rust) = median(rounds.map { it.first }) to median(rounds.map { it.second })
        val ratio = median(rounds.map { (here, rust) -> here / rust })
        tell("an answer (%.0f µs, in Rust %.0f µs)".format(here, rust), ratio, "×", 1.3)
        tell("an answer without the hand-over", median(rounds.map { (_, rust, there) -> there / rust }), "×", null)
    }

    /** What an answer takes here on a fresh copy of the phone, microseconds. */
    private suspend fun round(): Double {
        val core = CoreClient.open(copied().path, key)
        val questions = core.todayBehind(0, 200).flatMap { it.tasks }.mapNotNull { due ->
            val parts = core.formOf(due.task).items.flatMap { it.parts }
            parts.firstOrNull { it.kind == AnswerKind.YesNo && !it.fromTarget && !it.closed }?.let { due.task to it.fields.first() }
        }.take(told.getProperty("questions").toInt())
        for ((task, field) in questions) core.answer(task, field, Answer.YesNo(false))
        settle()
        val times = List(told.getProperty("answers").toInt()) { round ->
            val (task, field) = questions[round % questions.size]
            timed { core.answer(task, field, Answer.YesNo(round / questions.size % 2 == 0)) }.first * 1_000
        }
        core.shutDown()
        settle()
        return median(times)
    }

    /** The same in Rust, in a process of its own. */
    private fun rust(): Double {
        val process = ProcessBuilder(told.getProperty("rust"), "--answer-on", told.getProperty("phone"))
            .redirectError(ProcessBuilder.Redirect.INHERIT).start()
        val said = process.inputStream.bufferedReader().readText()
        check(process.waitFor() == 0) { "Rust has no figure" }
        return said.trim().toDouble()
    }

    /** Until the JVM compiles nothing: it would have a second processor, and be measured by the first. */
    private fun settle() {
        val compiler = ManagementFactory.getCompilationMXBean()
        do {
            val before = compiler.totalCompilationTime
            Thread.sleep(200)
        } while (compiler.totalCompilationTime != before)
    }

    /**
     * 200 searches a second while the phone writes and exchanges without a pause. On a phone of the training
     * hub: the large one's own hub was there only to make it.
     */
    private suspend fun searches() = coroutineScope {
        val phone = Phone(temporary.newFolder("searching")).enrol(TrainingHub.shared)
        val houses = phone.lines().filter { it.isHousehold }.map { it.target }
        val names = phone.lines().map { it.title.take(1) }.distinct() + listOf("w", "wang", phone.core.hamlets().first().name)
        var exchanged = 0
        val exchanging = launch {
            while (isActive) {
                phone.core.editHousehold(houses[exchanged % houses.size], "nickname", Answer.Words("示意$exchanged"))
                phone.sync()
                exchanged += 1
            }
        }
        val times = withContext(Dispatchers.IO) {
            val began = System.nanoTime()
            List(SEARCHES) { n ->
                // Counted from its own time: whoever waits behind a slow one waits too.
                val due = began + n * (1_000_000_000L / A_SECOND)
                while (System.nanoTime() < due) LockSupport.parkNanos(due - System.nanoTime())
                phone.core.find(names[n % names.size], 20)
                (System.nanoTime() - due) / 1e6
            }
        }
        exchanging.cancel()
        exchanging.join()
        tell("p99 of $A_SECOND searches a second beside $exchanged exchanges of a small cell", times.sorted()[times.size * 99 / 100], "ms", 50.0)
        phone.putAway()
    }

    private inline fun <T> timed(block: () -> T): Pair<Double, T> {
        val began = System.nanoTime()
        val result = block()
        return (System.nanoTime() - began) / 1e6 to result
    }

    private fun median(times: List<Double>) = times.sorted()[times.size / 2]

    private fun tell(what: String, value: Double, unit: String, most: Double?) {
        val holds = most == null || value <= most
        val limit = if (most == null) "" else "(≤ $most) " + if (holds) "pass" else "FAIL"
        File(made, TOLD).appendText("JVM  %-62s %8.2f %s %s".format(what, value, unit, limit).trimEnd() + "\n")
        if (!holds) missed += what
    }

    private companion object {
        const val TOLD = "jvm.txt"
        const val OPENINGS = 9
        const val ROWS = 100
        const val PAGES = 25
        const val WARMING = 12
        const val ROUNDS = 25
        const val A_SECOND = 200
        const val SEARCHES = 2_000

        /** By which most people are found where no hamlet is large. */
        val SURNAMES = listOf("王", "李", "张", "刘", "w", "l", "z")
    }
}
