package cn.gridwork.app

import androidx.lifecycle.ViewModel
import androidx.lifecycle.viewModelScope
import cn.gridwork.core.GridFailure
import kotlinx.coroutines.Job
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.update
import kotlinx.coroutines.launch

/**
 * What a screen is drawn from, and what happens on its events. Whatever fails becomes a code in
 * [notice] for which the app has words; what was entered stays in the state.
 */
abstract class ScreenModel<S>(initial: S) : ViewModel() {
    private val shown = MutableStateFlow(initial)
    private val failed = MutableStateFlow<String?>(null)

    val state: StateFlow<S> = shown.asStateFlow()

    /** Code of the last failure, until something succeeds. */
    val notice: StateFlow<String?> = failed.asStateFlow()

    protected fun update(change: (S) -> S) = shown.update(change)

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
        } catch (failure: GridFailure) {
            failed.value = told(failure)
        }
    }
}
