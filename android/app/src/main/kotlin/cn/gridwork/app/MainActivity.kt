package cn.gridwork.app

import android.Manifest
import android.content.Intent
import android.content.pm.PackageManager
import android.hardware.biometrics.BiometricManager
import android.hardware.biometrics.BiometricPrompt
import android.os.Build
import android.os.Bundle
import android.os.CancellationSignal
import android.view.WindowManager
import androidx.activity.ComponentActivity
import androidx.activity.compose.BackHandler
import androidx.activity.compose.setContent
import androidx.activity.enableEdgeToEdge
import androidx.activity.result.contract.ActivityResultContracts
import androidx.activity.viewModels
import androidx.annotation.RequiresApi
import androidx.compose.runtime.Composable
import androidx.compose.runtime.CompositionLocalProvider
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.saveable.rememberSaveableStateHolder
import androidx.compose.runtime.setValue
import androidx.lifecycle.Lifecycle
import androidx.lifecycle.compose.collectAsStateWithLifecycle
import androidx.lifecycle.createSavedStateHandle
import androidx.lifecycle.lifecycleScope
import androidx.lifecycle.repeatOnLifecycle
import androidx.lifecycle.viewmodel.compose.viewModel
import androidx.lifecycle.viewmodel.initializer
import androidx.lifecycle.viewmodel.viewModelFactory
import cn.gridwork.app.background.SyncSchedule
import cn.gridwork.app.screen.BlockedScreen
import cn.gridwork.app.screen.WithdrawnScreen
import cn.gridwork.app.screen.enrol.EnrolModel
import cn.gridwork.app.screen.enrol.EnrolScreen
import cn.gridwork.app.screen.enrol.EnrolStep
import cn.gridwork.app.screen.mine.HelpScreen
import cn.gridwork.app.screen.unlock.UnlockScreen
import cn.gridwork.app.security.Attempt
import cn.gridwork.app.ui.GridworkTheme
import cn.gridwork.app.ui.LocalDuty
import cn.gridwork.app.ui.LocalHelp
import cn.gridwork.app.ui.LocalTouched
import cn.gridwork.app.ui.LocalTraining
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.collectLatest
import kotlinx.coroutines.launch

/** The one activity. What it shows is decided by the phase of the app and by the gate. */
class MainActivity : ComponentActivity() {
    private val models: OpenedModels by viewModels {
        viewModelFactory { initializer { OpenedModels(createSavedStateHandle()) } }
    }

    /** The system recognises others than when the PIN was last given: the PIN is asked for once. */
    private var fingersChanged by mutableStateOf(false)
    private val asking = registerForActivityResult(ActivityResultContracts.RequestPermission()) {}

    override fun onCreate(savedInstanceState: Bundle?) {
        super.onCreate(savedInstanceState)
        window.addFlags(WindowManager.LayoutParams.FLAG_SECURE)
        enableEdgeToEdge()
        val platform = Platform(
            gridwork,
            Carrier(applicationContext),
            models,
            hindrance = { files -> hindrance(applicationContext, Carrier(applicationContext), gridwork.settings.choices.value.lowPower, files) },
            exchangeNow = ::exchangeNow,
            share = ::share,
            wipe = {
                models.forget()
                lifecycleScope.launch { gridwork.wipe() }
            },
        )
        setContent {
            val choices by gridwork.settings.choices.collectAsStateWithLifecycle()
            GridworkTheme(choices.textSize) { App(platform) }
        }
        lifecycleScope.launch { gridwork.start() }
        lifecycleScope.launch { repeatOnLifecycle(Lifecycle.State.STARTED) { gridwork.gate.open.collectLatest { if (it) lockWhenIdle() } } }
    }

    /** Also in front: a phone that lies on a table is nobody's. */
    private suspend fun lockWhenIdle() {
        while (!gridwork.gate.closeIfIdle()) delay(gridwork.gate.untilIdle().toMillis().coerceAtLeast(LOOK_MS))
        gridwork.lock()
    }

    private fun exchangeNow(files: Boolean) {
        val missing = Build.VERSION.SDK_INT >= Build.VERSION_CODES.TIRAMISU &&
            checkSelfPermission(Manifest.permission.POST_NOTIFICATIONS) != PackageManager.PERMISSION_GRANTED
        // Asked where it makes sense, once: without it the exchange goes on and only its progress is unseen.
        if (missing && gridwork.settings.firstAsked("notify")) asking.launch(Manifest.permission.POST_NOTIFICATIONS)
        SyncSchedule.now(applicationContext, files)
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
        val duty by gridwork.settings.duty.collectAsStateWithLifecycle()
        CompositionLocalProvider(
            LocalTraining provides (phase.session?.training == true),
            LocalTouched provides gridwork.gate::touched,
            LocalDuty provides duty,
        ) {
            Shown(phase, open, platform)
        }
    }

    @Composable
    private fun Shown(phase: Phase, open: Boolean, platform: Platform) {
        // While the lock is closed the home is not there; where everybody was is kept beside it.
        val behind = rememberSaveableStateHolder()
        when (val now = phase) {
            Phase.Opening -> BlockedScreen(null)
            is Phase.Stuck -> BlockedScreen(now.code) { lifecycleScope.launch { gridwork.startOver() } }
            is Phase.Enrolling -> {
                LaunchedEffect(Unit) { behind.removeState(HOME) }
                Enrolling(now)
            }
            is Phase.Withdrawn -> WithdrawnScreen(now, platform)
            is Phase.Ready -> when {
                // The PIN is set and the first download runs on the screen of the enrolment.
                !gridwork.gate.isSet -> Enrolling(Phase.Enrolling(now.session, again = false), from = EnrolStep.Pin)
                open -> {
                    LaunchedEffect(Unit) { SyncSchedule.regular(applicationContext) }
                    behind.SaveableStateProvider(HOME) { Home(now.session, platform) }
                }
                else -> Helped { Unlock() }
            }
        }
    }

    @Composable
    private fun Enrolling(phase: Phase.Enrolling, from: EnrolStep = EnrolStep.Code) {
        val model = viewModel(models.standing, key = "enrol") { EnrolModel(gridwork, phase.session, from, models.kept("enrol"), (application as GridworkApplication).county()) }
        val state by model.state.collectAsStateWithLifecycle()
        val notice by model.notice.collectAsStateWithLifecycle()
        Helped { EnrolScreen(state, phase.again, notice, model::on) }
    }

    /** A screen before the home, with its help in its place. */
    @Composable
    private fun Helped(screen: @Composable () -> Unit) {
        var page by rememberSaveable { mutableStateOf<String?>(null) }
        val shown = page
        if (shown == null) return CompositionLocalProvider(LocalHelp provides { page = it }, content = screen)
        BackHandler { page = null }
        HelpScreen(shown, onOpen = {}) { page = null }
    }

    @Composable
    private fun Unlock() {
        UnlockScreen(
            biometrics = biometrics() && !fingersChanged,
            trouble = if (fingersChanged) "bio_changed" else null,
            onPin = { pin ->
                gridwork.gate.attempt(pin).also {
                    if (it == Attempt.Open) {
                        fingersChanged = false
                        resumed()
                    }
                }
            },
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
        val cipher = gridwork.gate.byFinger()
        if (cipher == null) {
            fingersChanged = true
            return
        }
        val prompt = BiometricPrompt.Builder(this)
            .setTitle(getString(R.string.unlock_title))
            .setAllowedAuthenticators(BiometricManager.Authenticators.BIOMETRIC_STRONG)
            .setNegativeButton(getString(R.string.unlock_with_pin), mainExecutor) { _, _ -> }
            .build()
        prompt.authenticate(
            BiometricPrompt.CryptoObject(cipher), CancellationSignal(), mainExecutor,
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

    private companion object {
        const val HOME = "home"

        /** The clock of the gate and the one that waits need not agree to the millisecond. */
        const val LOOK_MS = 1_000L
    }
}
