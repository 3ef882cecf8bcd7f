package cn.gridwork.app

import android.os.Bundle
import androidx.lifecycle.ViewModel
import androidx.lifecycle.viewModelScope
import cn.gridwork.core.GridFailure
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.Job
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.updateAndGet
import kotlinx.coroutines.launch

/** What of a screen's state a person entered, to and from what outlives the process. */
interface Entered<S> {
    fun write(state: S, to: Bundle)

    fun read(state: S, from: Bundle): S
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
    private val failed = MutableStateFlow<String?>(null)

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
    protected fun act(block: suspend () -> Unit): Job = viewModelScope.launch {
        try {
            block()
            failed.value = null
        } catch (left: CancellationException) {
            throw left
        } catch (failure: GridFailure) {
            failed.value = told(failure)
        } catch (_: Exception) {
            // A fault of this app, not of what was entered: that stays, and the step can be taken again.
            failed.value = UNEXPECTED
        }
    }

    private companion object {
        const val UNEXPECTED = "unexpected"
    }
}
