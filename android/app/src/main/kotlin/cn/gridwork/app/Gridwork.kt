package cn.gridwork.app

import cn.gridwork.app.security.DatabaseKey
import cn.gridwork.app.security.Gate
import cn.gridwork.core.CoreClient
import cn.gridwork.core.CoreStatus
import cn.gridwork.core.Exchange
import cn.gridwork.core.GridClient
import cn.gridwork.core.GridFailure
import cn.gridwork.core.Opened
import cn.gridwork.core.PackedLibrary
import cn.gridwork.core.Transport
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.Job
import kotlinx.coroutines.NonCancellable
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.launch
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.withLock
import kotlinx.coroutines.withContext
import java.io.File
import java.time.Clock

/** The opened core with what drives it; one in a process. */
class Session(val client: GridClient, val exchange: Exchange, val opened: Opened, val training: Boolean, val leaving: Leaving)

/** Where the app is as a whole. */
sealed interface Phase {
    val session: Session? get() = null

    /** The core is being opened. */
    data object Opening : Phase

    /** This phone is no device yet, or must become one again. */
    data class Enrolling(override val session: Session, val again: Boolean) : Phase

    data class Ready(override val session: Session) : Phase

    /** The township withdrew this phone; [wipe] if it also wants it emptied. */
    data class Withdrawn(override val session: Session, val wipe: Boolean) : Phase

    /** The folder does not open; a code says why. Nothing is deleted. */
    data class Stuck(val code: String) : Phase
}

/** The app behind its screens: the core, the gate, the settings. Made once by the application. */
class Gridwork(
    private val folder: File,
    private val key: DatabaseKey,
    private val transport: Transport,
    val gate: Gate,
    val settings: Settings,
    val deviceName: String,
    /** Bytes that are free where the data lies. */
    private val room: () -> Long,
    /** The core's library; `null` where it is found by its name. */
    private val library: PackedLibrary? = null,
    val clock: Clock = Clock.systemUTC(),
    /** Something was entered that has to be sent. */
    private val entered: suspend () -> Unit = {},
) {
    private val scope = CoroutineScope(SupervisorJob() + Dispatchers.Default)
    private var listening: Job? = null
    private val one = Mutex()
    private val shown = MutableStateFlow<Phase>(Phase.Opening)
    private val emptying = File(folder, "emptying")
    private var session: Session? = null

    val phase: StateFlow<Phase> = shown.asStateFlow()

    /** Whether words still fit on this phone and photos had better wait. */
    val almostFull: Boolean get() = room() < WORDS_ONLY

    /** Opens the core if it is not open, and looks where things are. Safe to call again. */
    suspend fun start() = one.withLock {
        if (emptying.exists()) withContext(NonCancellable) { empty() }
        val running = try {
            session ?: open().also { session = it }
        } catch (failure: GridFailure) {
            shown.value = Phase.Stuck(failure.code)
            return@withLock
        }
        shown.value = phaseOf(running)
    }

    /** The session for work in the background; `null` while nothing can be sent. */
    suspend fun working(): Session? {
        start()
        return when (val now = phase.value) {
            is Phase.Ready -> now.session
            // What it holds may still be offered once, before it is emptied.
            is Phase.Withdrawn -> now.session
            else -> null
        }
    }

    private suspend fun open(): Session {
        withContext(Dispatchers.IO) { library?.prepare() }
        val secret = key.get() ?: throw GridFailure.Storage("wrong_key", null, false)
        return begin(CoreClient.open(File(folder, GRID).path, secret, app = APP))
    }

    /** The way on where the key of the data is gone: the data is kept, and the phone is enrolled anew. */
    suspend fun startOver() {
        withContext(NonCancellable) {
            one.withLock {
                shown.value = Phase.Opening
                try {
                    val secret = withContext(Dispatchers.IO) {
                        key.get() ?: key.run {
                            destroy()
                            gate.forget()
                            get()
                        }
                    }
                    val client = CoreClient.startOver(File(folder, GRID).path, checkNotNull(secret), app = APP)
                    session = begin(client)
                } catch (failure: GridFailure) {
                    shown.value = Phase.Stuck(failure.code)
                    return@withLock
                }
            }
        }
        start()
    }

    private suspend fun begin(client: GridClient): Session {
        val enrolled = client.status() != CoreStatus.New
        withContext(Dispatchers.IO) { Photos.forgetOld(File(folder, PHOTOS), clock.instant()) }
        // The one place that starts a sending: no screen has to think of it.
        listening = scope.launch(start = CoroutineStart.UNDISPATCHED) { client.entered.collect { entered() } }
        return Session(client, Exchange(client, transport), client.opened(), enrolled && client.training(), Leaving(scope))
    }

    private suspend fun phaseOf(session: Session): Phase {
        val status = session.client.status()
        if (status != CoreStatus.New) settings.dutyIs(session.client.about().dutyPhone)
        return phaseOf(session, status)
    }

    private fun phaseOf(session: Session, status: CoreStatus): Phase = when (status) {
        CoreStatus.New -> Phase.Enrolling(session, again = false)
        CoreStatus.EnrolAgain -> Phase.Enrolling(session, again = true)
        CoreStatus.Ready -> Phase.Ready(session)
        CoreStatus.Revoked -> Phase.Withdrawn(session, wipe = false)
        CoreStatus.WipeOrdered -> Phase.Withdrawn(session, wipe = true)
    }

    /** After the enrolment or an exchange that may have changed what this phone is. */
    suspend fun look() = one.withLock {
        val running = session ?: return@withLock
        val training = running.training ||
            running.client.status() != CoreStatus.New && running.client.training()
        val now = if (training == running.training) {
            running
        } else {
            Session(running.client, running.exchange, running.opened, training, running.leaving).also { session = it }
        }
        val next = phaseOf(now)
        if (next != shown.value || next.session !== shown.value.session) shown.value = next
    }

    /** Closes the gate and drops what is held in clear. */
    suspend fun lock() {
        gate.close()
        try {
            session?.client?.lock()
        } catch (_: GridFailure) {
            // Nothing open, nothing to drop.
        }
    }

    /** Opens again what [lock] closed; the gate was passed. */
    suspend fun unlocked() {
        try {
            session?.client?.resume()
        } catch (_: GridFailure) {
            // The next call says what is wrong, where a screen can show it.
        }
    }

    /** Empties this phone and begins anew. What was begun is finished, at the latest at the next start. */
    suspend fun wipe() {
        withContext(NonCancellable) { one.withLock { empty() } }
        start()
    }

    /** The data, then the key, then the PIN. A mark stands in the folder until all are gone. */
    private suspend fun empty() {
        shown.value = Phase.Opening
        withContext(Dispatchers.IO) { emptying.createNewFile() }
        try {
            session?.client?.wipe()
        } catch (_: GridFailure) {
            // Whatever the core could not delete is deleted below.
        }
        session = null
        listening?.cancel()
        withContext(Dispatchers.IO) {
            for (kind in listOf(GRID, PHOTOS, "bundles")) File(folder, kind).deleteRecursively()
            key.destroy()
            gate.forget()
            settings.dutyIs(null)
            emptying.delete()
        }
    }

    /** Where a screen may put a photo or a bundle of its own. */
    fun file(kind: String, name: String): File = File(folder, kind).apply { mkdirs() }.resolve(name)

    private companion object {
        const val GRID = "grid"
        const val PHOTOS = "photos"

        /** With less room than this no photo is begun: a photo and its sealed copies would take what words need. */
        const val WORDS_ONLY = 64L shl 20
    }
}
