package cn.gridwork.app

import android.util.Size
import android.view.SurfaceHolder
import cn.gridwork.app.camera.Lens
import cn.gridwork.app.screen.enrol.County
import cn.gridwork.app.security.FingerKey
import cn.gridwork.app.security.KeyVault
import cn.gridwork.core.OkHttpTransport
import cn.gridwork.core.Outcome
import cn.gridwork.core.Request
import cn.gridwork.core.Transport
import kotlinx.coroutines.CompletableDeferred
import java.io.File
import java.time.Clock
import java.time.Duration
import java.time.Instant
import java.time.ZoneId
import javax.crypto.Cipher

/**
 * The app with the things replaced that a JVM does not have: Android's key store, a lens, and a link that
 * comes and goes.
 */
class TestApplication : GridworkApplication() {
    val vault = FakeKeyVault()
    val link = Link(OkHttpTransport())
    val hand = HandClock()
    val lens = HandLens()

    override fun vault(): KeyVault = vault

    override fun transport(): Transport = link

    override fun clock(): Clock = hand

    override fun lens(): Lens = lens

    val hands = FakeFingerKey()

    /** Bytes that are free, where a test says so. */
    @Volatile var free: Long? = null

    override fun fingers(): FingerKey = hands

    /** The county that the app was built for, where a test says so. */
    @Volatile var builtFor: County? = null

    override fun county(): County? = builtFor

    override fun room(): Long = free ?: super.room()
}

/** A lens that sees what a test holds before it. */
class HandLens : Lens {
    @Volatile var sees: ByteArray? = byteArrayOf(-1, -40, -1, -32) + ByteArray(70_000) { it.toByte() }
    var openings = 0
        private set

    override val shown = Size(1_440, 1_080)
    override val lies = 90

    override fun open(into: SurfaceHolder, ready: () -> Unit, lost: () -> Unit) {
        openings += 1
        if (sees != null) ready() else lost()
    }

    override fun take(file: File, turned: Int, done: (Boolean) -> Unit) {
        val picture = sees
        if (picture != null) file.writeBytes(picture)
        done(picture != null)
    }

    override fun close() = Unit
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

/** A key that is there from the moment a PIN is given until the fingers change. */
class FakeFingerKey : FingerKey {
    private var there = false

    override fun cipher(): Cipher? = if (there) Cipher.getInstance("AES/GCM/NoPadding") else null

    override fun renew() {
        there = true
    }

    fun change() {
        there = false
    }
}

/** A link that can be down, or slow until it is let go. */
class Link(private val real: Transport) : Transport {
    @Volatile var up = true

    /** What goes through while it is up. */
    @Volatile var lets: (Request) -> Boolean = { true }

    /** Who answers instead of whoever was asked, by their address. */
    @Volatile var misled: Pair<String, String>? = null

    /** Whether what goes out arrives, and no answer comes back. */
    @Volatile var deaf = false

    /** While one is here, answers wait for it. */
    @Volatile var slow: CompletableDeferred<Unit>? = null

    /** Requests that were answered, or found no link. */
    @Volatile var posted = 0
        private set

    override suspend fun post(request: Request): Outcome {
        val outcome = if (up && lets(request)) real.post(led(request)) else Outcome.Unreachable
        posted += 1
        slow?.await()
        return if (deaf) Outcome.Unreachable else outcome
    }

    private fun led(request: Request): Request {
        val (from, to) = misled ?: return request
        return Request(request.id, request.url.replace(from, to), request.body)
    }
}
