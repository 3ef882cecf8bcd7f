package cn.gridwork.app.security

import android.content.SharedPreferences
import android.util.Base64
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import java.security.MessageDigest
import java.security.SecureRandom
import java.time.Clock
import java.time.Duration
import java.time.Instant
import javax.crypto.Cipher
import javax.crypto.SecretKeyFactory
import javax.crypto.spec.PBEKeySpec

/** What came of an attempt to unlock. */
sealed interface Attempt {
    data object Open : Attempt

    /** Wrong, and so many attempts are left. */
    data class Wrong(val left: Int) : Attempt

    /** Too many were wrong. */
    data class Wait(val minutes: Int) : Attempt
}

/**
 * Lets the worker in by PIN or biometrics, five wrong PINs apart from a quarter of an hour of rest, and
 * closes after idleness. It guards the screen; the database is guarded by the vault.
 */
class Gate(
    private val preferences: SharedPreferences,
    private val vault: KeyVault,
    private val clock: Clock = Clock.systemUTC(),
    private val fingers: FingerKey? = null,
) {
    private val opened = MutableStateFlow(false)
    private var lastTouch: Instant = clock.instant()

    /** Whether the screens may be shown. */
    val open: StateFlow<Boolean> = opened.asStateFlow()

    /** Whether a PIN was set. */
    val isSet: Boolean get() = preferences.contains(PIN)

    /** Sets the PIN and opens. */
    fun set(pin: String) {
        require(fits(pin)) { "a PIN has six digits" }
        val salt = ByteArray(16).also { SecureRandom().nextBytes(it) }
        val sealed = vault.seal(salt + derive(pin, salt))
        preferences.edit().putString(PIN, Base64.encodeToString(sealed, Base64.NO_WRAP)).remove(WRONG).apply()
        fingers?.renew()
        enter()
    }

    /** Tries a PIN. */
    fun attempt(pin: String): Attempt {
        val rest = rest()
        if (rest > Duration.ZERO) return Attempt.Wait(minutes(rest))
        if (matches(pin)) {
            preferences.edit().remove(WRONG).apply()
            fingers?.renew()
            enter()
            return Attempt.Open
        }
        val wrong = preferences.getInt(WRONG, 0) + 1
        preferences.edit().putInt(WRONG, wrong).putLong(SINCE, clock.millis()).apply()
        return if (wrong % TRIES == 0) Attempt.Wait(minutes(REST)) else Attempt.Wrong(TRIES - wrong % TRIES)
    }

    /** How long is to be waited before the next attempt. A clock set back makes nobody wait longer. */
    fun rest(): Duration {
        val wrong = preferences.getInt(WRONG, 0)
        if (wrong == 0 || wrong % TRIES != 0) return Duration.ZERO
        val since = preferences.getLong(SINCE, 0)
        val now = clock.millis()
        if (now < since) {
            preferences.edit().putLong(SINCE, now).apply()
            return REST
        }
        return REST.minusMillis(now - since).coerceAtLeast(Duration.ZERO)
    }

    /** What the system releases when it recognises the worker; `null` where only the PIN opens now. */
    fun byFinger(): Cipher? = fingers?.cipher()

    /** The system recognised the worker. */
    fun recognised() = enter()

    /** The screen was touched. */
    fun touched() {
        lastTouch = clock.instant()
    }

    /** Closes if nothing was touched for a while; the clock may have been set back meanwhile. */
    fun closeIfIdle(): Boolean {
        val idle = Duration.between(lastTouch, clock.instant())
        if (opened.value && (idle >= IDLE || idle.isNegative)) close()
        return !opened.value
    }

    /** How long until it closes if nothing is touched. */
    fun untilIdle(): Duration = IDLE.minus(Duration.between(lastTouch, clock.instant())).coerceAtLeast(Duration.ZERO)

    fun close() {
        opened.value = false
    }

    /** Forgets the PIN, when the phone is emptied. */
    fun forget() {
        preferences.edit().remove(PIN).remove(WRONG).remove(SINCE).apply()
        close()
    }

    private fun enter() {
        touched()
        opened.value = true
    }

    private fun matches(pin: String): Boolean {
        val kept = preferences.getString(PIN, null) ?: return false
        val plain = vault.open(Base64.decode(kept, Base64.NO_WRAP)) ?: return false
        val salt = plain.copyOf(16)
        return MessageDigest.isEqual(plain.copyOfRange(16, plain.size), derive(pin, salt))
    }

    private fun derive(pin: String, salt: ByteArray): ByteArray =
        SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
            .generateSecret(PBEKeySpec(pin.toCharArray(), salt, ROUNDS, 256)).encoded

    companion object {
        const val DIGITS = 6
        const val TRIES = 5
        val REST: Duration = Duration.ofMinutes(15)
        val IDLE: Duration = Duration.ofMinutes(5)
        private const val ROUNDS = 60_000
        private const val PIN = "pin"
        private const val WRONG = "wrong"
        private const val SINCE = "since"

        fun fits(pin: String): Boolean = pin.length == DIGITS && pin.all { it in '0'..'9' }

        private fun minutes(rest: Duration): Int = ((rest.seconds + 59) / 60).toInt()
    }
}
