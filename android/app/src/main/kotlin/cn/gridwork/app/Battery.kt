package cn.gridwork.app

import android.content.Context
import android.os.BatteryManager

/**
 * For how many hours the battery lasts at the pace of the last minutes, as the system counts both; `null` while it is
 * charged, and on a phone that does not count.
 */
fun batteryHours(context: Context): Int? {
    val battery = context.getSystemService(BatteryManager::class.java)
    if (battery.isCharging) return null
    val left = battery.getIntProperty(BatteryManager.BATTERY_PROPERTY_CHARGE_COUNTER)
    // What flows out is told as less than nothing. No phone that is in use lasts longer than the longest.
    val drawn = -battery.getIntProperty(BatteryManager.BATTERY_PROPERTY_CURRENT_AVERAGE)
    return if (left <= 0 || drawn <= 0) null else (left / drawn).coerceAtMost(LONGEST_HOURS)
}

private const val LONGEST_HOURS = 99
