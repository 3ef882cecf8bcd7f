package cn.gridwork.core

import kotlinx.coroutines.runBlocking
import org.json.JSONObject
import org.junit.After
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNotNull
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.rules.TemporaryFolder
import java.io.File
import java.io.RandomAccessFile

/**
 * The twelve scenarios that also run in Rust, Python and Swift, here from Kotlin over the real core
 * and a real hub.
 */
class ScenarioTest {
    @get:Rule val temporary = TemporaryFolder()
    private val phones = mutableListOf<Phone>()
    private val hub get() = TrainingHub.shared

    private fun bare(transport: Transport = OkHttpTransport()) =
        Phone(File(temporary.root, "phone-${phones.size}"), transport).also { phones += it }

    private suspend fun phone() = bare().enrol(hub)

    @After fun putAway() = runBlocking { phones.forEach { it.putAway() } }

    @Test fun enrol() = runBlocking {
        val phone = bare()
        phone.open()
        assertEquals(CoreStatus.New, phone.core.status())
        assertTrue(phone.core.opened().created)
        assertEquals("qr_other", failing { phone.exchange.enrol("别家的码", "手机", "kotlin") }.code)
        assertEquals("not_enrolled", failing { phone.core.today() }.code)
        val code = hub.code()
        phone.exchange.enrol(code, "示例手机", "kotlin")
        assertEquals(CoreStatus.Ready, phone.core.status())
        assertTrue(phone.core.training())
        val other = bare()
        other.open()
        assertEquals("qr_used", failing { other.exchange.enrol(code, "示例手机", "kotlin") }.code)
        assertEquals(CoreStatus.New, other.core.status())
    }

    @Test fun firstDownload() = runBlocking {
        val phone = bare()
        phone.open()
        phone.exchange.enrol(hub.code(), "示例手机", "kotlin")
        // Cut after the first request: what has come is kept, and the rest comes later.
        val first = checkNotNull(phone.core.nextRequest(Phone.BUDGET))
        assertTrue(phone.core.completeRequest(first.id, phone.transport.post(first)).more)
        val second = checkNotNull(phone.core.nextRequest(Phone.BUDGET))
        assertEquals("busy", phone.core.completeRequest(second.id, Outcome.Unreachable).problem)
        phone.assertSent()
        val state = phone.core.syncState()
        assertFalse(state.downloading)
        assertEquals(listOf(0, 0, 0), listOf(state.waiting, state.unconfirmed, state.drafts))
        assertNotNull(state.lastContact)
        assertTrue(phone.core.hamlets().isNotEmpty())
        assertTrue(phone.core.household(phone.household()).members.isNotEmpty())
        assertTrue(phone.core.find(phone.core.hamlets().first().name, 50).isNotEmpty())
    }

    @Test fun today() = runBlocking {
        val phone = phone()
        val today = phone.core.today()
        assertTrue(today.training)
        assertTrue(today.lines.size in 1..7)
        assertNotNull(today.listAsOf)
        assertEquals(today.more, phone.core.todayBehind(0, 200).size)
        val road = phone.core.hamlets().map { it.name }
        val seen = today.lines.map { road.indexOf(it.hamlet) }.filter { it >= 0 }
        assertEquals(seen.sorted(), seen)
        assertEquals(phone.lines().size, phone.lines().map { it.target }.toSet().size)
    }

    @Test fun visitWithException() = runBlocking {
        val phone = phone()
        val due = phone.task(Answers::hasProblemPart)
        val answered = Answers.answerAll(phone.core, due.task)
        val task = phone.core.task(due.task)
        assertEquals(answered, task.answers.size)
        assertFalse(task.closed)
        assertEquals(RecordState.Saved, phone.core.stateOf(due.id))
        phone.assertSent()
        assertEquals(RecordState.Received, phone.core.stateOf(due.id))
        phone.core.finish(listOf(due.task))
        phone.assertSent()
        assertTrue(phone.core.task(due.task).closed)
        assertEquals(RecordState.Done, phone.core.stateOf(due.id))
    }

    @Test fun noChange() = runBlocking {
        val phone = phone()
        val unchanged = phone.task { it.noChange != null }
        phone.core.noChange(listOf(unchanged.task))
        val declined = phone.task { it.asksPeople }
        phone.core.decline(listOf(declined.task))
        val later = phone.task()
        phone.core.putOff(listOf(later.task), later.due)
        assertEquals(3, phone.core.syncState().waiting)
        phone.assertSent()
        assertEquals(listOf("完成", "谢绝", "改天"), listOf(unchanged, declined, later).map { phone.core.task(it.task).status })
    }

    @Test fun incident() = runBlocking {
        val phone = phone()
        assertTrue(phone.core.categories().any { it.code == "Y06" })
        val incident = phone.core.report(blockedRoad())
        assertTrue(phone.core.incident(incident).provisional)
        phone.assertSent()
        assertEquals(RecordState.Received, phone.core.stateOf(incident))
        hub.officer.step(incident, "accept")
        assertNull(phone.sync().problem)
        val answered = phone.core.incident(incident)
        assertEquals("受理", answered.state)
        assertTrue(answered.answers.toString(), answered.answers.any { "乡镇接了" in it })
        assertEquals(incident, phone.core.incidents(0, 10).first().id)
    }

    @Test fun conflict() = runBlocking {
        val (first, second) = phone() to phone()
        val house = first.household(1)
        first.core.editHousehold(house, "address", Answer.Words("东头第一家"))
        second.core.editHousehold(house, "address", Answer.Words("东头第二家"))
        for (phone in listOf(first, second, first)) assertNull(phone.sync().problem)
        for (phone in listOf(first, second)) {
            val conflict = phone.core.conflicts(10).single()
            assertEquals("address", conflict.field)
            assertEquals(2, conflict.values.size)
            assertEquals(1, conflict.values.count { it.own })
        }
        val third = failing { first.core.editHousehold(house, "address", Answer.Words("第三种")) }
        assertEquals("in_conflict", third.code)
        val document = first.core.conflicts(10).single().document
        first.core.resolve(document, null, "address", Answer.Words("东头第二家"))
        for (phone in listOf(first, second)) assertNull(phone.sync().problem)
        for (phone in listOf(first, second)) {
            assertEquals(emptyList<Conflict>(), phone.core.conflicts(10))
            assertEquals("东头第二家", phone.core.household(house).address)
        }
    }

    @Test fun uploadCutAndResumed() = runBlocking {
        val phone = phone()
        val photo = temporary.newFile("photo.jpg")
        photo.writeBytes(byteArrayOf(-1, 0xd8.toByte(), -1, 0xe0.toByte()) + ByteArray(100_000) { 'Z'.code.toByte() })
        val incident = phone.core.report(blockedRoad(photos = listOf(photo.path)))
        // The second part finds nobody, and the process ends with it.
        var parts = 0
        var problem: String? = null
        while (problem == null) {
            val request = checkNotNull(phone.core.nextRequest(Phone.BUDGET))
            if (request.url.endsWith("/v1/files")) parts += 1
            val outcome = if (parts < 2) phone.transport.post(request) else Outcome.Unreachable
            problem = phone.core.completeRequest(request.id, outcome).problem
        }
        assertEquals("busy", problem)
        assertEquals(1, phone.core.syncState().files)
        assertEquals(RecordState.Received, phone.core.stateOf(incident)) // The words are there already.
        val file = phone.core.queue(20).first { it.parts > 0 }
        assertTrue("${file.partsDone} of ${file.parts}", file.partsDone in 1 until file.parts)
        phone.core.shutDown()
        phone.open()
        phone.assertSent()
        assertEquals(0, phone.core.syncState().files)
    }

    @Test fun revokeAndWipe() = runBlocking {
        val phone = phone()
        val device = phone.core.device()
        hub.stopped { revoke(device) }
        try {
            assertEquals("revoked", phone.sync().problem)
        } catch (told: GridFailure.Exchange) {
            assertEquals("revoked", told.code)
        }
        assertTrue(phone.core.status() in listOf(CoreStatus.Revoked, CoreStatus.WipeOrdered))
        phone.core.wipe()
        assertEquals("closed", failing { phone.core.today() }.code)
        phone.open()
        assertTrue(phone.core.opened().created)
        assertEquals(CoreStatus.New, phone.core.status())
    }

    @Test fun damagedFile() = runBlocking {
        val phone = phone()
        phone.core.report(blockedRoad())
        phone.core.shutDown()
        RandomAccessFile(File(phone.folder, "gridwork.db"), "rw").use { it.write(ByteArray(8_192) { 0x5a }) }
        // What is left is kept aside and told; the phone begins anew beside it.
        val kept = checkNotNull(phone.open().opened().damaged)
        assertTrue(File(kept).list().orEmpty().isNotEmpty())
        phone.exchange.enrol(hub.code(), "示例手机", "kotlin")
        phone.assertSent()
        assertTrue(phone.core.today().lines.isNotEmpty())
    }

    @Test fun pauseAndResumeInTheMiddle() = runBlocking {
        val phone = phone()
        val incident = phone.core.report(blockedRoad())
        val request = checkNotNull(phone.core.nextRequest(Phone.BUDGET))
        val answer = phone.transport.post(request)
        phone.core.pause()
        phone.core.pause()
        assertTrue(failing { phone.core.today() }.retryable)
        failing { phone.core.completeRequest(request.id, answer) }
        phone.core.resume()
        assertEquals(RecordState.Sent, phone.core.stateOf(incident))
        phone.assertSent()
        assertEquals(RecordState.Received, phone.core.stateOf(incident))
    }

    /** The folder of a phone of 0.1.0, kept with the project; the system property `gridwork.fixture` names it. */
    @Test fun upgradeFromAnOldFolder() = runBlocking {
        val fixture = File(checkNotNull(System.getProperty("gridwork.fixture")) { "gridwork.fixture names no folder" })
        val said = JSONObject(File(fixture, "said.json").readText())
        val folder = File(temporary.root, "old").also { File(fixture, "phone").copyRecursively(it) }
        val key = said.getJSONArray("key").let { bytes -> ByteArray(bytes.length()) { bytes.getInt(it).toByte() } }
        val core = CoreClient.open(folder.path, key)
        try {
            assertFalse(core.opened().created)
            assertNull(core.opened().damaged)
            assertEquals(CoreStatus.Ready, core.status())
            val words = said.getJSONArray("words")
            for ((at, name, state) in listOf(Triple(0, "received", RecordState.Received), Triple(1, "waiting", RecordState.Sent))) {
                val incident = said.getString(name)
                assertEquals(words.getString(at), core.incident(incident).words)
                assertEquals(state, core.stateOf(incident))
            }
            assertEquals(said.getString("address"), core.household(said.getString("household")).address)
        } finally {
            core.shutDown()
        }
    }

    private fun blockedRoad(photos: List<String> = emptyList()) =
        NewIncident(words = "雪把进村的路封了", category = "Y06", place = "村口", photos = photos)

    private suspend fun Phone.assertSent() {
        val result = sync()
        assertNull(result.problem)
        assertEquals(0, result.refused)
        assertEquals(emptyList<QueueLine>(), core.queue(20))
    }
}

/** The failure of a call that must fail. */
inline fun failing(call: () -> Unit): GridFailure =
    try {
        call()
        throw AssertionError("it did not fail")
    } catch (failure: GridFailure) {
        failure
    }
