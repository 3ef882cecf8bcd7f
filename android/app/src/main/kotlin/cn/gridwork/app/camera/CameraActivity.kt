package cn.gridwork.app.camera

import android.content.Context
import android.content.Intent
import android.content.pm.ActivityInfo
import android.net.Uri
import android.os.Bundle
import android.view.OrientationEventListener
import android.view.SurfaceHolder
import android.view.SurfaceView
import android.view.WindowManager
import androidx.activity.ComponentActivity
import androidx.activity.compose.setContent
import androidx.activity.enableEdgeToEdge
import androidx.activity.result.contract.ActivityResultContract
import androidx.compose.foundation.background
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.aspectRatio
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.safeDrawingPadding
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.unit.dp
import androidx.compose.ui.viewinterop.AndroidView
import cn.gridwork.app.GridworkApplication
import cn.gridwork.app.R
import cn.gridwork.app.gridwork
import cn.gridwork.app.ui.Gw
import cn.gridwork.app.ui.GridworkTheme
import cn.gridwork.app.ui.Line
import cn.gridwork.app.ui.Primary
import cn.gridwork.app.ui.Quiet
import java.io.File

/** The app's own camera: writes one picture into the file that it is asked for. */
object TakeOriginal : ActivityResultContract<Uri, Boolean>() {
    override fun createIntent(context: Context, input: Uri): Intent =
        Intent(context, CameraActivity::class.java).putExtra(CameraActivity.FILE, input.path)

    override fun parseResult(resultCode: Int, intent: Intent?) = resultCode == android.app.Activity.RESULT_OK
}

enum class CameraState { Opening, Ready, Taking, Lost }

/** 现场采集: what evidence is taken with. No other app has a hand in the file, or an address of it. */
class CameraActivity : ComponentActivity() {
    private lateinit var lens: Lens
    private var state by mutableStateOf(CameraState.Opening)
    private var turned = 0
    private lateinit var held: OrientationEventListener

    override fun onCreate(savedInstanceState: Bundle?) {
        super.onCreate(savedInstanceState)
        window.addFlags(WindowManager.LayoutParams.FLAG_SECURE)
        // What is shown would turn under the hand at the very moment; which way is up goes into the picture.
        requestedOrientation = ActivityInfo.SCREEN_ORIENTATION_LOCKED
        enableEdgeToEdge()
        val file = intent.getStringExtra(FILE)?.let(::File) ?: return finish()
        lens = (application as GridworkApplication).lens()
        held = object : OrientationEventListener(this) {
            override fun onOrientationChanged(orientation: Int) {
                turned = quarter(orientation, turned)
            }
        }
        setContent {
            GridworkTheme(gridwork.settings.choices.value.textSize) {
                CameraScreen(state, lens, ::look, { take(file) }) { finish() }
            }
        }
    }

    private fun look(view: SurfaceView) {
        view.holder.addCallback(object : SurfaceHolder.Callback {
            override fun surfaceCreated(holder: SurfaceHolder) {
                lens.shown?.let { holder.setFixedSize(it.width, it.height) }
                lens.open(holder, ready = { state = CameraState.Ready }, lost = { state = CameraState.Lost })
            }

            override fun surfaceChanged(holder: SurfaceHolder, format: Int, width: Int, height: Int) = Unit

            override fun surfaceDestroyed(holder: SurfaceHolder) {
                lens.close()
                if (state != CameraState.Taking) state = CameraState.Opening
            }
        })
    }

    private fun take(file: File) {
        if (state != CameraState.Ready) return
        state = CameraState.Taking
        lens.take(file, turned) { whole ->
            if (whole) {
                setResult(RESULT_OK)
                finish()
            } else {
                state = CameraState.Lost
            }
        }
    }

    override fun onStart() {
        super.onStart()
        if (::held.isInitialized && held.canDetectOrientation()) held.enable()
    }

    override fun onStop() {
        super.onStop()
        if (::held.isInitialized) held.disable()
    }

    override fun onUserInteraction() {
        super.onUserInteraction()
        gridwork.gate.touched()
    }

    companion object {
        const val FILE = "file"
    }
}

@Composable
private fun CameraScreen(state: CameraState, lens: Lens, onLook: (SurfaceView) -> Unit, onTake: () -> Unit, onLeave: () -> Unit) {
    Column(
        Modifier.fillMaxSize().background(Gw.colors.paper).safeDrawingPadding(),
        verticalArrangement = Arrangement.SpaceBetween,
    ) {
        Box(Modifier.weight(1f).fillMaxWidth(), contentAlignment = Alignment.Center) {
            val shape = lens.shown
            if (shape != null) {
                val context = androidx.compose.ui.platform.LocalContext.current
                // Most sensors lie across the phone that is held upright.
                val across = lens.lies % 180 != 0
                val upright = context.resources.configuration.orientation == android.content.res.Configuration.ORIENTATION_PORTRAIT
                val wide = shape.width.toFloat() / shape.height
                AndroidView({ SurfaceView(it).also(onLook) }, Modifier.aspectRatio(if (across == upright) 1 / wide else wide))
            }
            if (state == CameraState.Lost || shape == null) Line(stringResource(R.string.camera_lost), Modifier.testTag("camera-lost"))
        }
        Column(Modifier.padding(16.dp)) {
            Primary(stringResource(R.string.camera_take), Modifier.testTag("shutter"), enabled = state == CameraState.Ready, onClick = onTake)
            Quiet(stringResource(R.string.camera_leave), Modifier.testTag("camera-leave"), onLeave)
        }
    }
}
