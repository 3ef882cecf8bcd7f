package cn.gridwork.app

import android.content.Intent
import android.hardware.biometrics.BiometricManager
import android.hardware.biometrics.BiometricPrompt
import android.os.Build
import android.os.Bundle
import android.os.CancellationSignal
import android.view.WindowManager
import androidx.activity.ComponentActivity
import androidx.activity.compose.setContent
import androidx.activity.enableEdgeToEdge
import androidx.annotation.RequiresApi
import androidx.compose.runtime.Composable
import androidx.compose.runtime.CompositionLocalProvider
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.getValue
import androidx.lifecycle.compose.collectAsStateWithLifecycle
import androidx.lifecycle.lifecycleScope
import androidx.lifecycle.viewmodel.compose.viewModel
import cn.gridwork.app.background.SyncSchedule
import cn.gridwork.app.screen.BlockedScreen
import cn.gridwork.app.screen.WithdrawnScreen
import cn.gridwork.app.screen.enrol.EnrolModel
import cn.gridwork.app.screen.enrol.EnrolScreen
import cn.gridwork.app.screen.enrol.EnrolStep
import cn.gridwork.app.screen.unlock.UnlockScreen
import cn.gridwork.app.security.Attempt
import cn.gridwork.app.ui.GridworkTheme
import cn.gridwork.app.ui.LocalTraining
import kotlinx.coroutines.launch

/** The one activity. What it shows is decided by the phase of the app and by the gate. */
class MainActivity : ComponentActivity() {
    override fun onCreate(savedInstanceState: Bundle?) {
        super.onCreate(savedInstanceState)
        enableEdgeToEdge()
        val platform = Platform(
            gridwork,
            Carrier(applicationContext),
            exchangeNow = { SyncSchedule.now(applicationContext) },
            exchangeSoon = { SyncSchedule.soon(applicationContext) },
            share = ::share,
            wipe = { lifecycleScope.launch { gridwork.wipe() } },
            secure = ::secure,
        )
        setContent {
            val choices by gridwork.settings.choices.collectAsStateWithLifecycle()
            GridworkTheme(choices.textSize) { App(platform) }
        }
        lifecycleScope.launch { gridwork.start() }
    }

    override fun onStart() {
        super.onStart()
        if (gridwork.gate.closeIfIdle()) lifecycleScope.launch { gridwork.lock() }
    }

    override fun onUserInteraction() {
        super.onUserInteraction()
        gridwork.gate.touched()
    }

    @Composable
    private fun App(platform: Platform) {
        val phase by gridwork.phase.collectAsStateWithLifecycle()
        val open by gridwork.gate.open.collectAsStateWithLifecycle()
        CompositionLocalProvider(LocalTraining provides (phase.session?.training == true)) {
            Shown(phase, open, platform)
        }
    }

    @Composable
    private fun Shown(phase: Phase, open: Boolean, platform: Platform) {
        when (val now = phase) {
            Phase.Opening -> BlockedScreen(null)
            is Phase.Stuck -> BlockedScreen(now.code)
            is Phase.Enrolling -> Enrolling(now)
            is Phase.Withdrawn -> WithdrawnScreen(now, platform)
            is Phase.Ready -> when {
                // The PIN is set and the first download runs on the screen of the enrolment.
                !gridwork.gate.isSet -> Enrolling(Phase.Enrolling(now.session, again = false), from = EnrolStep.Pin)
                open -> {
                    LaunchedEffect(Unit) { SyncSchedule.regular(applicationContext) }
                    Home(now.session, platform)
                }
                else -> Unlock()
            }
        }
    }

    @Composable
    private fun Enrolling(phase: Phase.Enrolling, from: EnrolStep = EnrolStep.Code) {
        secure(false)
        val model = viewModel(key = "enrol") { EnrolModel(gridwork, phase.session, from) }
        val state by model.state.collectAsStateWithLifecycle()
        val notice by model.notice.collectAsStateWithLifecycle()
        EnrolScreen(state, phase.again, notice, model::on)
    }

    @Composable
    private fun Unlock() {
        secure(true)
        UnlockScreen(
            biometrics = biometrics(),
            onPin = { pin -> gridwork.gate.attempt(pin).also { if (it == Attempt.Open) resumed() } },
            onBiometrics = { if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.R) recognise() },
        )
    }

    private fun resumed() {
        lifecycleScope.launch { gridwork.unlocked() }
    }

    /** From Android 11 on, where strong recognition can be asked for by name; the PIN is always there. */
    private fun biometrics(): Boolean =
        Build.VERSION.SDK_INT >= Build.VERSION_CODES.R &&
            getSystemService(BiometricManager::class.java).canAuthenticate(BiometricManager.Authenticators.BIOMETRIC_STRONG) ==
            BiometricManager.BIOMETRIC_SUCCESS

    @RequiresApi(Build.VERSION_CODES.R)
    private fun recognise() {
        val prompt = BiometricPrompt.Builder(this)
            .setTitle(getString(R.string.unlock_title))
            .setAllowedAuthenticators(BiometricManager.Authenticators.BIOMETRIC_STRONG)
            .setNegativeButton(getString(R.string.unlock_with_pin), mainExecutor) { _, _ -> }
            .build()
        prompt.authenticate(
            CancellationSignal(), mainExecutor,
            object : BiometricPrompt.AuthenticationCallback() {
                override fun onAuthenticationSucceeded(result: BiometricPrompt.AuthenticationResult) {
                    gridwork.gate.recognised()
                    resumed()
                }
            },
        )
    }

    private fun share(text: String) {
        val intent = Intent(Intent.ACTION_SEND).setType("text/plain").putExtra(Intent.EXTRA_TEXT, text)
        startActivity(Intent.createChooser(intent, getString(R.string.problem_report)))
    }

    private fun secure(on: Boolean) {
        if (on) window.addFlags(WindowManager.LayoutParams.FLAG_SECURE) else window.clearFlags(WindowManager.LayoutParams.FLAG_SECURE)
    }
}
