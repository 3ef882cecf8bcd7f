package cn.gridwork.core

import kotlinx.coroutines.runBlocking
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
        val result = phone.sync()
        assertNull(result.problem)
        assertTrue(result.complete)
        val state = phone.core.syncState()
        assertFalse(state.downloading)
        assertNotNull(state.lastContact)
        assertTrue(phone.core.hamlets().isNotEmpty())
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
        var cut = true
        val real = OkHttpTransport()
        val phone = bare { if (cut && it.url.endsWith("/v1/files")) Outcome.Unreachable else real.post(it) }.enrol(hub)
        val photo = temporary.newFile("photo.jpg")
        photo.writeBytes(byteArrayOf(-1, 0xd8.toByte(), -1, 0xe0.toByte()) + ByteArray(100_000) { 'Z'.code.toByte() })
        val incident = phone.core.report(blockedRoad(photos = listOf(photo.path)))
        assertEquals("busy", phone.sync().problem)
        assertEquals(1, phone.core.syncState().files)
        assertEquals(RecordState.Received, phone.core.stateOf(incident)) // The words are there already.
        phone.core.shutDown()
        phone.open()
        cut = false
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
        val database = phone.folder.walk().filter { it.isFile }.maxBy { it.length() }
        val bytes = database.readBytes()
        for (at in 4096 until minOf(bytes.size, 200_000) step 512) bytes[at] = (bytes[at].toInt() xor 0x55).toByte()
        database.writeBytes(bytes)
        try {
            val opened = phone.open().opened()
            val kept = opened.damaged
            // Either what is left is sound enough to work with, or it is kept aside and told.
            if (kept != null) assertTrue(File(kept).exists()) else assertFalse(phone.core.verify().sound)
        } catch (told: GridFailure.Storage) {
            assertTrue(told.code, told.code in listOf("damaged", "wrong_key"))
            assertTrue(database.exists())
        }
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

    /** A folder copied from a paused core stands for one left by an older version until there is another. */
    @Test fun upgradeFromAnOldFolder() = runBlocking {
        val phone = phone()
        val incident = phone.core.report(blockedRoad())
        phone.core.pause()
        val old = File(temporary.root, "old")
        phone.folder.copyRecursively(old)
        phone.core.shutDown()
        val core = CoreClient.open(old.path, phone.key)
        assertFalse(core.opened().created)
        assertNull(core.opened().damaged)
        assertEquals(CoreStatus.Ready, core.status())
        assertEquals(RecordState.Saved, core.stateOf(incident))
        assertNull(Exchange(core, phone.transport).run(Phone.BUDGET).problem)
        assertEquals(RecordState.Received, core.stateOf(incident))
        core.shutDown()
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
