package cn.gridwork.app

import cn.gridwork.app.security.KeyVault
import cn.gridwork.core.OkHttpTransport
import cn.gridwork.core.Outcome
import cn.gridwork.core.Request
import cn.gridwork.core.Transport
import kotlinx.coroutines.CompletableDeferred
import java.time.Clock
import java.time.Duration
import java.time.Instant
import java.time.ZoneId

/**
 * The app with the two things replaced that a JVM does not have: Android's key store, and a link that
 * comes and goes.
 */
class TestApplication : GridworkApplication() {
    val vault = FakeKeyVault()
    val link = Link(OkHttpTransport())
    val hand = HandClock()

    override fun vault(): KeyVault = vault

    override fun transport(): Transport = link

    override fun clock(): Clock = hand
}

/** The time of the phone, put forward by hand. */
class HandClock : Clock() {
    @Volatile var ahead: Duration = Duration.ZERO

    override fun instant(): Instant = systemUTC().instant() + ahead

    override fun getZone(): ZoneId = ZoneId.of("UTC")

    override fun withZone(zone: ZoneId): Clock = this
}

/** Turns bytes around with a key that can be destroyed; no cipher, and only for tests. */
class FakeKeyVault : KeyVault {
    private var key: Byte = 0x5a

    override fun seal(plain: ByteArray) = byteArrayOf(key) + plain.map { (it.toInt() xor key.toInt()).toByte() }

    override fun open(sealed: ByteArray): ByteArray? =
        if (sealed.isEmpty() || sealed[0] != key) null else ByteArray(sealed.size - 1) { (sealed[it + 1].toInt() xor key.toInt()).toByte() }

    override fun destroy() {
        key = (key + 1).toByte()
    }
}

/** A link that can be down, or slow until it is let go. */
class Link(private val real: Transport) : Transport {
    @Volatile var up = true

    /** While one is here, answers wait for it. */
    @Volatile var slow: CompletableDeferred<Unit>? = null

    /** Requests that were answered, or found no link. */
    @Volatile var posted = 0
        private set

    override suspend fun post(request: Request): Outcome {
        val outcome = if (up) real.post(request) else Outcome.Unreachable
        posted += 1
        slow?.await()
        return outcome
    }
}
