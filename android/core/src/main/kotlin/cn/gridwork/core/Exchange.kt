package cn.gridwork.core

import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.withLock

/** What performs a request. It never throws for a network's sake: no answer is an outcome. */
fun interface Transport {
    suspend fun post(request: Request): Outcome
}

/** How an exchange went. */
data class ExchangeResult(
    val received: Int,
    val refused: Int,
    /** Code of what went wrong, if something did; nothing is lost by it. */
    val problem: String?,
    /** Whether it ended because there was nothing more to say. */
    val complete: Boolean,
)

/**
 * Drives the exchange: asks the core what to post, posts it, hands the answer back, until there is
 * nothing more to say. One at a time; a second caller waits and then finds little left to do. It may
 * be cancelled between any two steps: the core has written down where it is.
 */
class Exchange(private val client: GridClient, private val transport: Transport) {
    private val one = Mutex()
    private val progress = MutableStateFlow<Progress?>(null)

    /** The running exchange, `null` while there is none. */
    val running: StateFlow<Progress?> = progress.asStateFlow()

    /** How far a running exchange is. */
    data class Progress(val rounds: Int, val received: Int)

    /** Enrols with what was scanned. Failures are [GridFailure]; without an answer the code is `enrol_offline`. */
    suspend fun enrol(qrText: String, deviceName: String, app: String): Completed =
        one.withLock { finishEnrolment(client.beginEnrolment(qrText, deviceName, app)) }

    /** Enrols with what was typed. */
    suspend fun enrolTyped(address: String, rootKey: ByteArray, code: String, deviceName: String, app: String): Completed =
        one.withLock { finishEnrolment(client.beginEnrolmentTyped(address, rootKey, code, deviceName, app)) }

    private suspend fun finishEnrolment(request: Request): Completed {
        val outcome = transport.post(request)
        val completed = client.completeRequest(request.id, outcome)
        if (outcome is Outcome.Unreachable) throw GridFailure.Enrolment("enrol_offline", null, true)
        if (completed.problem != null) throw GridFailure.of(completed.problem, null, true)
        return completed
    }

    /** Exchanges within [budget] an answer, at most [rounds] requests. */
    suspend fun run(budget: Budget, rounds: Int = ROUNDS): ExchangeResult = one.withLock {
        var received = 0
        var refused = 0
        try {
            repeat(rounds) { round ->
                progress.value = Progress(round + 1, received)
                val request = client.nextRequest(budget)
                    ?: return@withLock ExchangeResult(received, refused, null, complete = true)
                val completed = client.completeRequest(request.id, transport.post(request))
                received += completed.received
                refused += completed.refused
                if (!completed.more) {
                    return@withLock ExchangeResult(received, refused, completed.problem, complete = true)
                }
            }
            ExchangeResult(received, refused, null, complete = false)
        } finally {
            progress.value = null
        }
    }

    private companion object {
        /** More than a county's first download takes; a hub that never ends must not run a battery down. */
        const val ROUNDS = 10_000
    }
}
