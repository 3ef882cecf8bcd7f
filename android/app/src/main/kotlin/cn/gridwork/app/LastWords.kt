package cn.gridwork.app

import cn.gridwork.app.screen.evidence.RecordFormState
import cn.gridwork.app.screen.evidence.RecordOf
import cn.gridwork.app.screen.visit.Typed
import cn.gridwork.core.Answer
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import kotlinx.coroutines.joinAll
import kotlinx.coroutines.launch

/**
 * What was entered on a screen in its last moment, and is written down when the screen is gone. Whoever opens
 * the same thing again waits for that, or would show what was kept before it and write that over it. What could
 * not be written is theirs: they show it and try again.
 */
class LastWords<K : Any, W : Any>(private val scope: CoroutineScope) {
    private class Left<W>(val words: W) {
        lateinit var writing: Job
    }

    private val left = LinkedHashMap<K, Left<W>>()
    private var latest: Job? = null

    /** Writes the [words] of a [thing], after everything that was left before. */
    fun leave(thing: K, words: W, write: suspend (W) -> Unit) = synchronized(left) {
        val one = Left(words)
        left[thing] = one
        val before = latest
        one.writing = scope.launch {
            before?.join()
            try {
                write(words)
                synchronized(left) { left.remove(thing, one) }
            } catch (_: Exception) {
                // Nobody is there to be told; whoever opens it next is.
            }
        }
        latest = one.writing
    }

    /** Waits for what is still being written of some things. Gives what could not be; it is held here no more. */
    suspend fun take(of: (K) -> Boolean): Map<K, W> {
        synchronized(left) { left.filterKeys(of).values.map { it.writing } }.joinAll()
        // Nothing is waited for from here to the caller: taken words are in hand, also of one that is left at once.
        return synchronized(left) {
            val taken = left.filterKeys(of)
            left.keys.removeAll(taken.keys)
            taken.mapValues { it.value.words }
        }
    }
}

/** The last words of every form that writes itself down, for as long as the core is open. */
class Leaving(scope: CoroutineScope) {
    val answers = LastWords<Typed, Answer>(scope)
    val records = LastWords<RecordOf, RecordFormState>(scope)
}
