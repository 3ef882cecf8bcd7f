package cn.gridwork.app

import android.os.Bundle
import androidx.lifecycle.ViewModel
import androidx.lifecycle.viewModelScope
import cn.gridwork.core.Event
import cn.gridwork.core.GridClient
import cn.gridwork.core.GridFailure
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.Job
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.updateAndGet
import kotlinx.coroutines.isActive
import kotlinx.coroutines.launch

/** What of a screen's state a person entered, to and from what outlives the process. */
interface Entered<S> {
    fun write(state: S, to: Bundle)

    fun read(state: S, from: Bundle): S

    /** Whether what was kept is more than a screen that was only looked at. */
    fun begun(state: S, initial: S): Boolean = state != initial
}

/**
 * What a screen is drawn from, and what happens on its events. Whatever fails becomes a code in
 * [notice] for which the app has words; what was entered stays in the state, and where it is kept also when
 * the system ends the process.
 */
abstract class ScreenModel<S>(
    initial: S,
    private val kept: Kept? = null,
    private val entered: Entered<S>? = null,
) : ViewModel() {
    private val shown = MutableStateFlow(kept?.read()?.let { entered?.read(initial, it) } ?: initial)

    /** Something entered is here that the process was ended over. */
    private val resumed = entered?.begun(shown.value, initial) == true
    private val failed = MutableStateFlow<String?>(null)
    private var notRead: String? = null

    val state: StateFlow<S> = shown.asStateFlow()

    /** Code of the last failure, until something succeeds. */
    val notice: StateFlow<String?> = failed.asStateFlow()

    protected fun update(change: (S) -> S) {
        val now = shown.updateAndGet(change)
        if (kept != null && entered != null) kept.write(Bundle().also { entered.write(now, it) })
    }

    protected fun say(code: String?) {
        failed.value = code
    }

    /** What is said of a failure: its code, for which the app has words, or words of the core itself. */
    protected open fun told(failure: GridFailure): String = failure.code

    /** Does something; a failure is said and ends it. */
    protected fun act(block: suspend () -> Unit): Job = doing(null, block)

    /** What a screen with something to fill in begins with; says it where that was begun before. */
    protected fun begin(block: suspend () -> Unit = {}): Job = doing(if (resumed) "killed" else null, block)

    private fun doing(said: String?, block: suspend () -> Unit): Job = viewModelScope.launch {
        try {
            block()
            failed.value = said
        } catch (left: CancellationException) {
            throw left
        } catch (failure: GridFailure) {
            failed.value = told(failure)
        } catch (_: Exception) {
            // A fault of this app, not of what was entered: that stays, and the step can be taken again.
            failed.value = UNEXPECTED
        }
    }

    /**
     * Shows what [read] reads: at first, and again whenever the core tells of something that [concerns]
     * this screen. One reading at a time, so that nothing read earlier covers what was read later; what is
     * told meanwhile is one more reading. A reading that could not be done is done again a little later.
     */
    protected fun follow(
        client: GridClient,
        concerns: (Event) -> Boolean = { true },
        read: suspend () -> Unit,
    ): Job = viewModelScope.launch {
        var tries = 0
        while (isActive) {
            val failure = failureOf {
                client.events.collect { batch ->
                    if (!batch.gap && batch.events.none(concerns)) return@collect
                    // What will not pass is said, and the next word may still be read.
                    val failure = failureOf(read)
                    if (failure?.retryable == true) throw failure
                    if (failure != null) unread(told(failure)) else unread(null)
                    tries = 0
                }
            } ?: return@launch
            unread(told(failure))
            if (!failure.retryable) return@launch
            delay(AGAIN_MS shl tries.coerceAtMost(MOST_DOUBLINGS))
            tries += 1
        }
    }

    private suspend fun failureOf(block: suspend () -> Unit): GridFailure? = try {
        block()
        null
    } catch (left: CancellationException) {
        throw left
    } catch (failure: GridFailure) {
        failure
    } catch (_: Exception) {
        GridFailure.Unexpected(UNEXPECTED, null)
    }

    /** Says that something could not be read, and takes that back once it was; never what an act said. */
    private fun unread(code: String?) {
        if (code != null || failed.value == notRead) failed.value = code
        notRead = code
    }

    private companion object {
        const val UNEXPECTED = "unexpected"
        const val AGAIN_MS = 500L

        /** Half a minute apart at most. */
        const val MOST_DOUBLINGS = 6
    }
}
