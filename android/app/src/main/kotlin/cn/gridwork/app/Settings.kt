package cn.gridwork.app

import android.content.SharedPreferences
import cn.gridwork.app.ui.TextSize
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow

/** What the worker chose for this phone. */
data class Choices(
    val textSize: TextSize = TextSize.Standard,
    /** No animation, no thumbnails; sends by hand or while charging. */
    val lowPower: Boolean = false,
    /** Between [QUIET_FROM] and [QUIET_TO] nothing but entries goes by itself. */
    val quietHours: Boolean = true,
) {
    /** Whether it is night as the worker chose it. */
    fun quiet(hour: Int): Boolean = quietHours && (hour >= QUIET_FROM || hour < QUIET_TO)
}

const val QUIET_FROM = 20
const val QUIET_TO = 7

/** What is kept beside the core, in clear. Nothing about residents is among it. */
class Settings(private val preferences: SharedPreferences) {
    private val shown = MutableStateFlow(read())
    val choices: StateFlow<Choices> = shown.asStateFlow()

    private val room = MutableStateFlow(preferences.getString(DUTY, null))

    /** Telephone of the township's duty room, as last told: also for who has not unlocked, or cannot. */
    val duty: StateFlow<String?> = room.asStateFlow()

    fun dutyIs(phone: String?) {
        if (phone == room.value) return
        preferences.edit().putString(DUTY, phone).apply()
        room.value = phone
    }

    fun change(change: (Choices) -> Choices) {
        val next = change(shown.value)
        preferences.edit()
            .putString(TEXT_SIZE, next.textSize.name)
            .putBoolean(LOW_POWER, next.lowPower)
            .putBoolean(QUIET, next.quietHours)
            .apply()
        shown.value = next
    }

    /** Whether this is the first time that the worker is asked for something of the phone. */
    fun firstAsked(what: String): Boolean {
        val first = !preferences.getBoolean(ASKED + what, false)
        if (first) preferences.edit().putBoolean(ASKED + what, true).apply()
        return first
    }

    private fun read() = Choices(
        TextSize.entries.firstOrNull { it.name == preferences.getString(TEXT_SIZE, null) } ?: TextSize.Standard,
        preferences.getBoolean(LOW_POWER, false),
        preferences.getBoolean(QUIET, true),
    )

    private companion object {
        const val TEXT_SIZE = "text_size"
        const val LOW_POWER = "low_power"
        const val QUIET = "quiet_hours"
        const val ASKED = "asked_"
        const val DUTY = "duty_room"
    }
}
