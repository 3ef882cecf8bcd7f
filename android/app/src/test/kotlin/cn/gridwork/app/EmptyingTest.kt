package cn.gridwork.app

import android.content.Context
import androidx.test.core.app.ApplicationProvider
import cn.gridwork.app.security.DatabaseKey
import cn.gridwork.app.security.Gate
import cn.gridwork.app.security.KeyVault
import cn.gridwork.core.Outcome
import cn.gridwork.core.Transport
import kotlinx.coroutines.runBlocking
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertThrows
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.rules.TemporaryFolder
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import java.io.File

/** Emptying a phone is one thing, wherever it is cut off. */
@RunWith(RobolectricTestRunner::class)
class EmptyingTest {
    @get:Rule val temporary = TemporaryFolder()

    private val vault = FakeKeyVault()
    private val preferences = ApplicationProvider.getApplicationContext<Context>().getSharedPreferences("emptying", 0)
    private val folder: File get() = temporary.root

    /** The app as a process has it; a second one stands for the next start. */
    private fun process(vault: KeyVault = this.vault) = Gridwork(
        folder, DatabaseKey(File(folder, "key"), vault), Transport { Outcome.Unreachable },
        Gate(preferences, vault), Settings(preferences), "示例手机", folder::getUsableSpace,
    )

    private suspend fun used(vault: KeyVault = this.vault): Gridwork {
        val app = process(vault)
        app.start()
        app.gate.set("135790")
        app.file("photos", "one.jpg").writeText("示意")
        app.file("bundles", "one.gwb").writeText("示意")
        return app
    }

    private suspend fun assertEmpty(app: Gridwork, oldKey: String) {
        assertTrue(app.phase.value is Phase.Enrolling)
        assertFalse(app.gate.isSet)
        val names = folder.walk().filter { it.isFile }.map { it.name }.toList()
        assertFalse(names.toString(), names.any { it.endsWith(".jpg") || it.endsWith(".gwb") || it == "emptying" })
        assertFalse(oldKey == File(folder, "key").readBytes().toList().toString())
        (app.phase.value as Phase.Enrolling).session.client.shutDown()
    }

    private fun keyNow() = File(folder, "key").readBytes().toList().toString()

    @Test fun nothingIsLeftAndThePhoneIsAsNew() = runBlocking {
        val app = used()
        val key = keyNow()
        app.wipe()
        assertEmpty(app, key)
    }

    @Test fun whatWasCutOffIsFinishedAtTheNextStart() = runBlocking {
        // The process ends between the data and the key.
        val dying = object : KeyVault by vault {
            override fun destroy() = throw IllegalStateException("the process ends here")
        }
        val app = used(dying)
        val key = keyNow()
        assertThrows(IllegalStateException::class.java) { runBlocking { app.wipe() } }
        assertTrue(app.gate.isSet)
        val next = process()
        next.start()
        assertEmpty(next, key)
    }

    @Test fun aMarkAloneIsEnough() = runBlocking {
        val app = used()
        val key = keyNow()
        (app.phase.value as Phase.Enrolling).session.client.shutDown()
        File(folder, "emptying").createNewFile()
        val next = process()
        next.start()
        assertEmpty(next, key)
    }

    @Test fun aLostKeyIsNoDeadEndAndTheOldDataStays() = runBlocking {
        val app = used()
        (app.phase.value as Phase.Enrolling).session.client.shutDown()
        val lost = File(folder, "key").readBytes()
        val forgetful = object : KeyVault by vault {
            override fun open(sealed: ByteArray) = if (sealed.contentEquals(lost)) null else vault.open(sealed)
        }
        val next = process(forgetful)
        next.start()
        assertEquals(Phase.Stuck("wrong_key"), next.phase.value)
        next.startOver()
        val phase = next.phase.value as Phase.Enrolling
        assertFalse(next.gate.isSet)
        val kept = folder.walk().filter { it.name == "gridwork.db" }.map { it.parentFile.name }.toSet()
        assertTrue(kept.toString(), kept.size == 2 && kept.any { it.startsWith("damaged-") })
        phase.session.client.shutDown()
    }
}
