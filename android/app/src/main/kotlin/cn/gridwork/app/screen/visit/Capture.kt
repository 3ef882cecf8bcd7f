package cn.gridwork.app.screen.visit

import android.Manifest
import android.content.Context
import android.content.pm.PackageManager
import android.graphics.Bitmap
import android.graphics.Canvas
import android.graphics.Paint
import android.location.Location
import android.location.LocationManager
import android.os.CancellationSignal
import androidx.activity.compose.rememberLauncherForActivityResult
import androidx.activity.result.contract.ActivityResultContracts
import androidx.compose.foundation.background
import androidx.compose.foundation.border
import androidx.compose.foundation.gestures.detectDragGestures
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.height
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.DisposableEffect
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateListOf
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.rememberCoroutineScope
import androidx.compose.runtime.saveable.listSaver
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.runtime.snapshots.SnapshotStateList
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.drawBehind
import androidx.compose.ui.geometry.Offset
import androidx.compose.ui.graphics.Path
import androidx.compose.ui.graphics.drawscope.Stroke
import androidx.compose.ui.input.pointer.pointerInput
import androidx.compose.ui.platform.LocalContext
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.IntSize
import androidx.compose.ui.unit.dp
import androidx.compose.ui.layout.onSizeChanged
import androidx.core.content.ContextCompat
import androidx.core.location.LocationManagerCompat
import cn.gridwork.app.Photos
import cn.gridwork.app.R
import cn.gridwork.app.gridwork
import cn.gridwork.app.ui.Gw
import cn.gridwork.app.ui.Primary
import cn.gridwork.app.ui.Quiet
import cn.gridwork.app.ui.Secondary
import cn.gridwork.app.ui.Side
import cn.gridwork.app.ui.goesOn
import cn.gridwork.app.ui.rememberCamera
import cn.gridwork.core.Answer
import cn.gridwork.core.GridFailure
import kotlinx.coroutines.launch
import java.io.OutputStream
import java.util.UUID

/** Takes a photo with the phone's own camera and hands over the path of a smaller copy. */
@Composable
fun CameraButton(there: Boolean, tag: String, onTrouble: (String) -> Unit, onPhoto: (String) -> Unit) {
    val scope = goesOn()
    val context = LocalContext.current
    val camera = rememberCamera(tag, onTrouble = onTrouble) { raw ->
        scope.launch {
            try {
                onPhoto(Photos.prepare(raw).path)
            } catch (failure: GridFailure) {
                onTrouble(failure.code)
            }
        }
    }
    Side {
        if (there) Text("✓ " + stringResource(R.string.photo_there), color = Gw.colors.ink)
        Secondary(
            stringResource(if (there) R.string.photo_again else R.string.photo_optional), Modifier.testTag("photo-$tag"),
        ) { if (context.gridwork.almostFull) onTrouble("disk_low") else camera() }
    }
}

/** The point of an object, asked of the phone once. It is never asked for the worker's sake. */
@Composable
fun PointButton(held: Answer.Point?, tag: String, onTrouble: (String) -> Unit, onPoint: (Answer.Point) -> Unit) =
    FixButton(held?.accuracyMetres, tag, onTrouble) { onPoint(point(it)) }

/** Asks the phone once where it is, if it may; says how far off the last answer may be. */
@Composable
fun FixButton(metres: Int?, tag: String, onTrouble: (String) -> Unit, onFix: (Location) -> Unit) {
    val ask = rememberFix({ onTrouble("no_fix") }, onFix)
    Side {
        if (metres != null) Text("✓ " + stringResource(R.string.point_there, metres), color = Gw.colors.ink)
        Secondary(stringResource(R.string.locate), Modifier.testTag("locate-$tag"), onClick = ask)
    }
}

/** The same by a button of one's own: a point for each time it is asked, or [onNone]. */
@Composable
fun rememberPoint(onNone: () -> Unit, onPoint: (Answer.Point) -> Unit): () -> Unit = rememberFix(onNone) { onPoint(point(it)) }

/** Asks for the permission where it is not there yet, and then once where the phone is; gone with the screen. */
@Composable
private fun rememberFix(onNone: () -> Unit, onFix: (Location) -> Unit): () -> Unit {
    val context = LocalContext.current
    val cancel = remember { CancellationSignal() }
    DisposableEffect(Unit) { onDispose { cancel.cancel() } }
    val fix = { fix(context, cancel) { if (it == null) onNone() else onFix(it) } }
    val permission = rememberLauncherForActivityResult(ActivityResultContracts.RequestPermission()) { granted ->
        if (granted) fix() else onNone()
    }
    return {
        val granted = ContextCompat.checkSelfPermission(context, Manifest.permission.ACCESS_FINE_LOCATION)
        if (granted == PackageManager.PERMISSION_GRANTED) fix() else permission.launch(Manifest.permission.ACCESS_FINE_LOCATION)
    }
}

@Suppress("MissingPermission") // Asked for just before.
private fun fix(context: Context, cancel: CancellationSignal, onFix: (Location?) -> Unit) {
    val manager = context.getSystemService(LocationManager::class.java)
    val provider = listOf(LocationManager.GPS_PROVIDER, LocationManager.NETWORK_PROVIDER)
        .firstOrNull { manager.isProviderEnabled(it) }
    if (provider == null) return onFix(null)
    LocationManagerCompat.getCurrentLocation(manager, provider, cancel, ContextCompat.getMainExecutor(context), onFix)
}

private fun point(location: Location) = Answer.Point(
    lonE7 = (location.longitude * 1e7).toInt(),
    latE7 = (location.latitude * 1e7).toInt(),
    accuracyMetres = metres(location),
    source = if (location.provider == LocationManager.GPS_PROVIDER) SATELLITE else NETWORK,
)

/** How far off a fix may be. */
fun metres(location: Location): Int = location.accuracy.toInt().coerceIn(1, 65_535)

/** Where a fix came from, by the numbers of the core's `geo::Source`. */
private const val SATELLITE = 1
private const val NETWORK = 3

/** A signature, drawn with a finger and attached as a picture. */
@Composable
fun SignatureButton(there: Boolean, tag: String, onTrouble: (String) -> Unit, onSigned: (String) -> Unit) {
    val context = LocalContext.current
    val scope = rememberCoroutineScope()
    var drawing by rememberSaveable(tag) { mutableStateOf(false) }
    if (!drawing) {
        Side {
            if (there) Text("✓ " + stringResource(R.string.signed), color = Gw.colors.ink)
            Secondary(stringResource(R.string.sign), Modifier.testTag("sign-$tag")) { drawing = true }
        }
        return
    }
    // What was drawn outlives a turned screen and an ended process, as everything entered does.
    val strokes = rememberSaveable(tag, saver = STROKES) { mutableStateListOf<List<Offset>>() }
    var area by remember { mutableStateOf(IntSize.Zero) }
    val pad = stringResource(R.string.sign_here)
    val ink = Gw.colors.ink
    Column(verticalArrangement = Arrangement.spacedBy(8.dp)) {
        Text(pad, color = Gw.colors.ink)
        Box(
            Modifier.fillMaxWidth().height(180.dp).background(Gw.colors.surface).border(1.dp, Gw.colors.edge)
                .onSizeChanged { area = it }
                .semantics { contentDescription = pad }
                .testTag("pad-$tag")
                .pointerInput(Unit) {
                    detectDragGestures(onDragStart = { strokes.add(listOf(it)) }) { change, _ ->
                        strokes[strokes.lastIndex] = strokes.last() + change.position
                    }
                }
                .drawBehind {
                    for (stroke in strokes) {
                        val path = Path()
                        stroke.forEachIndexed { i, p -> if (i == 0) path.moveTo(p.x, p.y) else path.lineTo(p.x, p.y) }
                        drawPath(path, ink, style = Stroke(3.dp.toPx()))
                    }
                },
        )
        Side {
            Quiet(stringResource(R.string.sign_anew)) { strokes.clear() }
            Quiet(stringResource(R.string.leave_it)) { drawing = false }
        }
        Primary(stringResource(R.string.sign_done), Modifier.testTag("signed-$tag"), enabled = strokes.isNotEmpty()) {
            val file = context.gridwork.file("photos", "${UUID.randomUUID()}.png")
            val drawn = strokes.toList()
            scope.launch {
                try {
                    Photos.write(file) { draw(drawn, area, it) }
                    drawing = false
                    onSigned(file.path)
                } catch (failure: GridFailure) {
                    onTrouble(failure.code)
                }
            }
        }
    }
}

/** Strokes as numbers: how many points each has, and then these. */
private val STROKES = listSaver<SnapshotStateList<List<Offset>>, Float>(
    save = { strokes -> strokes.flatMap { stroke -> listOf(stroke.size.toFloat()) + stroke.flatMap { listOf(it.x, it.y) } } },
    restore = { numbers ->
        val strokes = mutableStateListOf<List<Offset>>()
        var at = 0
        while (at < numbers.size) {
            val points = numbers[at].toInt()
            strokes.add(List(points) { Offset(numbers[at + 1 + 2 * it], numbers[at + 2 + 2 * it]) })
            at += 1 + 2 * points
        }
        strokes
    },
)

private fun draw(strokes: List<List<Offset>>, area: IntSize, to: OutputStream) {
    val bitmap = Bitmap.createBitmap(area.width.coerceAtLeast(1), area.height.coerceAtLeast(1), Bitmap.Config.ARGB_8888)
    bitmap.eraseColor(android.graphics.Color.WHITE)
    val paint = Paint(Paint.ANTI_ALIAS_FLAG).apply {
        style = Paint.Style.STROKE
        strokeWidth = 6f
    }
    val canvas = Canvas(bitmap)
    for (stroke in strokes) {
        stroke.zipWithNext { a, b -> canvas.drawLine(a.x, a.y, b.x, b.y, paint) }
    }
    bitmap.compress(Bitmap.CompressFormat.PNG, 100, to)
    bitmap.recycle()
}
