package cn.gridwork.app

import android.app.ActivityManager
import android.content.Context
import android.os.BatteryManager
import android.os.Build
import cn.gridwork.core.Network

/**
 * Why what waits does not leave by itself though there is a network, as a code that has words; `null` where
 * it only waits for its turn. [files] says whether photos wait too.
 */
fun hindrance(context: Context, carrier: Carrier, lowPower: Boolean, files: Boolean): String? {
    val system = context.getSystemService(ActivityManager::class.java)
    val battery = context.getSystemService(BatteryManager::class.java)
    // As the system counts it when it holds back the work of apps.
    val low = battery.getIntProperty(BatteryManager.BATTERY_PROPERTY_CAPACITY) in 1..LOW_PERCENT
    return when {
        carrier.network() == NetworkKind.None -> null
        Build.VERSION.SDK_INT >= Build.VERSION_CODES.P && system.isBackgroundRestricted -> "bg_denied"
        !battery.isCharging && (low || lowPower && files) -> "battery"
        files && carrier.counted() == Network.Slow -> "weak"
        else -> null
    }
}

private const val LOW_PERCENT = 15
