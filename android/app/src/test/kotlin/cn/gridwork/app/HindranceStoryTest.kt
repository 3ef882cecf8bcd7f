package cn.gridwork.app

import android.app.ActivityManager
import android.net.NetworkCapabilities
import android.os.BatteryManager
import androidx.compose.ui.test.onAllNodesWithTag
import org.junit.Assert.assertEquals
import org.junit.Test
import org.robolectric.Shadows.shadowOf
import org.robolectric.annotation.Config
import org.robolectric.shadow.api.Shadow
import org.robolectric.shadows.ShadowBatteryManager

/** 收发: by which network, how much, and why nothing leaves by itself. */
@Config(sdk = [35])
class HindranceStoryTest : StoryTest() {
    private val battery: ShadowBatteryManager get() = Shadow.extract(app.getSystemService(BatteryManager::class.java))

    /** Reads 收发 again, as one who comes back to it does after something was entered. */
    private fun look() = off {
        val house = session.client.today().lines.first { it.isHousehold }.target
        session.client.noteHousehold(house, "看过 ${notes++}")
    }

    private var notes = 0

    @Test fun whatHoldsBackIsSaidAndNothingWhereNothingDoes() {
        enrol()
        app.link.up = false
        network(NetworkCapabilities.TRANSPORT_WIFI, 50_000)
        battery.setIsCharging(true)
        off { withAPhoto() }
        turnTo("tab-Exchange")
        says("network", "无线网")
        await("queued")
        assertEquals(0, rule.onAllNodesWithTag("hindered").fetchSemanticsNodes().size)

        network(NetworkCapabilities.TRANSPORT_CELLULAR, 100)
        look()
        says("hindered", "信号弱，先送文字")
        battery.setIsCharging(false)
        app.gridwork.settings.change { it.copy(lowPower = true) }
        look()
        says("hindered", "电不多，不自动送")
        app.gridwork.settings.change { it.copy(lowPower = false) }
        battery.setIntProperty(BatteryManager.BATTERY_PROPERTY_CAPACITY, 9)
        look()
        says("hindered", "电不多，不自动送")
        shadowOf(app.getSystemService(ActivityManager::class.java)).setBackgroundRestricted(true)
        look()
        says("hindered", "系统不让后台送")
    }
}
