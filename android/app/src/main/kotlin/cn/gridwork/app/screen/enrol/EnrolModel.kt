package cn.gridwork.app.screen.enrol

import android.os.Bundle
import androidx.lifecycle.viewModelScope
import cn.gridwork.app.APP
import cn.gridwork.app.Codes
import cn.gridwork.app.Entered
import cn.gridwork.app.Gridwork
import cn.gridwork.app.Kept
import cn.gridwork.app.ScreenModel
import cn.gridwork.app.Session
import cn.gridwork.core.Budget
import cn.gridwork.core.GridFailure
import kotlinx.coroutines.launch
import java.io.File

/** The steps of 启用. */
enum class EnrolStep { Code, Agree, Pin, Download }

data class EnrolState(
    val step: EnrolStep = EnrolStep.Code,
    /** Typed instead of scanned: the characters beside the code, or the whole line of it. */
    val typing: Boolean = false,
    val code: String = "",
    /** Where the code leads, named before anybody agrees. */
    val hub: String = "",
    val pin: String = "",
    val busy: Boolean = false,
    val rounds: Int = 0,
) {
    /** What was typed as it stands on the notice, where it is the characters alone. */
    val read: String? get() = asOnTheNotice(typedCode(code))
}

sealed interface EnrolEvent {
    data object TypeInstead : EnrolEvent
    data class Code(val text: String) : EnrolEvent
    data class Scanned(val photo: File) : EnrolEvent
    data object Check : EnrolEvent
    data object Agree : EnrolEvent
    data object Back : EnrolEvent
    data class Pin(val digits: String) : EnrolEvent
    data object SetPin : EnrolEvent
    data object DownloadAgain : EnrolEvent
    data object UseNow : EnrolEvent
    data class Trouble(val code: String) : EnrolEvent
}

/** The code that is being typed; never the six digits. */
private object EnrolEntered : Entered<EnrolState> {
    override fun write(state: EnrolState, to: Bundle) {
        to.putBoolean("typing", state.typing)
        to.putString("code", state.code)
    }

    override fun read(state: EnrolState, from: Bundle) =
        state.copy(typing = from.getBoolean("typing"), code = from.getString("code").orEmpty())
}

/** From a code to a phone at work: scan, agree, PIN, first download. */
class EnrolModel(
    private val gridwork: Gridwork,
    private val session: Session,
    from: EnrolStep = EnrolStep.Code,
    kept: Kept? = null,
    /** Where the characters alone lead; where that is not known, the whole line is needed. */
    private val county: County? = null,
) : ScreenModel<EnrolState>(EnrolState(step = from), kept, EnrolEntered) {
    fun on(event: EnrolEvent) {
        when (event) {
            EnrolEvent.TypeInstead -> update { it.copy(typing = true) }
            is EnrolEvent.Code -> update { it.copy(code = event.text) }
            is EnrolEvent.Scanned -> act {
                val text = Codes.read(event.photo) ?: throw GridFailure.Enrolment("qr_other", null, false)
                update { it.copy(code = text) }
                check()
            }
            EnrolEvent.Check -> act { check() }
            EnrolEvent.Back -> update { it.copy(step = EnrolStep.Code, busy = false) }
            EnrolEvent.Agree -> enrol()
            is EnrolEvent.Pin -> update { it.copy(pin = event.digits.filter { c -> c in '0'..'9' }.take(PIN_DIGITS)) }
            EnrolEvent.SetPin -> {
                gridwork.gate.set(state.value.pin)
                update { it.copy(pin = "", step = EnrolStep.Download) }
                download()
            }
            EnrolEvent.DownloadAgain -> download()
            EnrolEvent.UseNow -> act { gridwork.look() }
            is EnrolEvent.Trouble -> say(event.code)
        }
    }

    /** Whether it is a code of this system, without using it up; then names where it leads. */
    private suspend fun check() {
        // The request is made and thrown away: it is the core that knows what a code looks like.
        val request = when (val code = typedCode(state.value.code)) {
            is TypedCode.Line -> session.client.beginEnrolment(code.text, gridwork.deviceName, APP)
            is TypedCode.Short -> county().let { session.client.beginEnrolmentTyped(it.address, it.rootKey, code.text, gridwork.deviceName, APP) }
        }
        update { it.copy(step = EnrolStep.Agree, hub = request.url.substringBefore("/v1/")) }
    }

    private fun county(): County = county ?: throw GridFailure.Enrolment("code_alone", null, false)

    private fun enrol() {
        if (state.value.busy) return
        update { it.copy(busy = true) }
        act {
            try {
                when (val code = typedCode(state.value.code)) {
                    is TypedCode.Line -> session.exchange.enrol(code.text, gridwork.deviceName, APP)
                    is TypedCode.Short -> county().let { session.exchange.enrolTyped(it.address, it.rootKey, code.text, gridwork.deviceName, APP) }
                }
                val next = if (gridwork.gate.isSet) EnrolStep.Download else EnrolStep.Pin
                update { it.copy(step = next) }
                if (next == EnrolStep.Download) download()
            } finally {
                update { it.copy(busy = false) }
            }
        }
    }

    private fun download() {
        if (state.value.busy) return
        update { it.copy(busy = true) }
        val watch = viewModelScope.launch {
            session.exchange.running.collect { step -> if (step != null) update { it.copy(rounds = step.rounds) } }
        }
        act {
            try {
                val result = session.exchange.run(FIRST)
                result.problem?.let { throw GridFailure.Exchange(it, null, true) }
                gridwork.look()
            } finally {
                watch.cancel()
                update { it.copy(busy = false) }
            }
        }
    }

    companion object {
        const val PIN_DIGITS = 6

        /** The first download takes large answers: it is done once, best where the signal is good. */
        private val FIRST = Budget(bytes = 256 shl 10, files = false)
    }
}
