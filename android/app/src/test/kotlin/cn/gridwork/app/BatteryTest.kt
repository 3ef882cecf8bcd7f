package cn.gridwork.app

import android.content.Context
import android.os.BatteryManager
import androidx.test.core.app.ApplicationProvider
import org.junit.Assert.assertEquals
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.Shadows.shadowOf

/** Hours are told where the phone counts them, and nowhere else. */
@RunWith(RobolectricTestRunner::class)
class BatteryTest {
    private val context: Context = ApplicationProvider.getApplicationContext()
    private val battery = shadowOf(context.getSystemService(BatteryManager::class.java))

    private fun hours(left: Int, current: Int, charging: Boolean = false): Int? {
        battery.setIsCharging(charging)
        battery.setIntProperty(BatteryManager.BATTERY_PROPERTY_CHARGE_COUNTER, left)
        battery.setIntProperty(BatteryManager.BATTERY_PROPERTY_CURRENT_AVERAGE, current)
        return batteryHours(context)
    }

    @Test fun whatThePhoneCountsIsDivided() {
        assertEquals(9, hours(left = 2_900_000, current = -300_000))
        assertEquals(0, hours(left = 100_000, current = -300_000))
        assertEquals(99, hours(left = 2_900_000, current = -1))
    }

    @Test fun whatItDoesNotCountIsNotGuessed() {
        assertEquals(null, hours(left = 2_900_000, current = -300_000, charging = true))
        assertEquals(null, hours(left = Int.MIN_VALUE, current = -300_000))
        assertEquals(null, hours(left = 2_900_000, current = Int.MIN_VALUE))
        assertEquals(null, hours(left = 2_900_000, current = 300_000))
        assertEquals(null, hours(left = 0, current = 0))
    }
}
