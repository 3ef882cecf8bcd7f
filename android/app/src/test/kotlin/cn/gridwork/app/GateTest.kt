package cn.gridwork.app

import android.content.Context
import androidx.test.core.app.ApplicationProvider
import cn.gridwork.app.background.SyncSchedule
import cn.gridwork.app.security.Attempt
import cn.gridwork.app.security.Gate
import androidx.work.NetworkType
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import java.time.Clock
import java.time.Duration
import java.time.Instant
import java.time.ZoneId

@RunWith(RobolectricTestRunner::class)
class GateTest {
    private class Hand(var now: Instant) : Clock() {
        override fun instant() = now
        override fun getZone(): ZoneId = ZoneId.of("UTC")
        override fun withZone(zone: ZoneId) = this
    }

    private val clock = Hand(Instant.parse("2026-10-08T01:00:00Z"))
    private val preferences = ApplicationProvider.getApplicationContext<Context>().getSharedPreferences("gate", 0)
    private val gate = Gate(preferences, FakeKeyVault(), clock)

    @Test fun fiveWrongOnesRestAndTheRightOneOpensAfter() {
        gate.set("135790")
        gate.close()
        for (left in listOf(4, 3, 2, 1)) assertEquals(Attempt.Wrong(left), gate.attempt("000000"))
        assertEquals(Attempt.Wait(15), gate.attempt("000000"))
        assertEquals(Attempt.Wait(15), gate.attempt("135790"))
        clock.now += Duration.ofMinutes(14)
        assertEquals(Attempt.Wait(1), gate.attempt("135790"))
        clock.now += Duration.ofMinutes(1)
        assertEquals(Attempt.Open, gate.attempt("135790"))
        assertTrue(gate.open.value)
    }

    @Test fun aClockSetBackMakesNobodyWaitLongerThanOnce() {
        gate.set("135790")
        gate.close()
        repeat(5) { gate.attempt("000000") }
        clock.now -= Duration.ofDays(400)
        assertEquals(Attempt.Wait(15), gate.attempt("135790"))
        clock.now += Duration.ofMinutes(15)
        assertEquals(Attempt.Open, gate.attempt("135790"))
    }

    @Test fun itClosesAfterIdlenessAndWhenTheClockGoesBack() {
        gate.set("135790")
        clock.now += Duration.ofMinutes(4)
        assertFalse(gate.closeIfIdle())
        clock.now += Duration.ofMinutes(2)
        assertTrue(gate.closeIfIdle())
        gate.recognised()
        clock.now -= Duration.ofHours(1)
        assertTrue(gate.closeIfIdle())
    }

    @Test fun thePinIsNotToBeReadFromWhatIsKept() {
        gate.set("135790")
        assertFalse(preferences.all.values.any { "135790" in it.toString() })
    }

    @Test fun exchangesByThemselvesWantANetworkAndABattery() {
        val usual = SyncSchedule.constraints(lowPower = false)
        assertEquals(NetworkType.CONNECTED, usual.requiredNetworkType)
        assertTrue(usual.requiresBatteryNotLow())
        assertTrue(SyncSchedule.constraints(lowPower = true).requiresCharging())
    }
}
