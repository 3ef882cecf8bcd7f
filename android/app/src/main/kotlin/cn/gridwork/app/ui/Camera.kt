package cn.gridwork.app.ui

import android.Manifest
import android.content.pm.PackageManager
import android.net.Uri
import androidx.activity.compose.rememberLauncherForActivityResult
import androidx.activity.result.contract.ActivityResultContract
import androidx.activity.result.contract.ActivityResultContracts
import androidx.compose.foundation.Image
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.widthIn
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.graphics.FilterQuality
import androidx.compose.ui.graphics.asImageBitmap
import androidx.compose.ui.layout.ContentScale
import androidx.compose.ui.platform.LocalContext
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.unit.dp
import androidx.core.content.FileProvider
import cn.gridwork.app.Codes
import cn.gridwork.app.camera.TakeOriginal
import cn.gridwork.app.gridwork
import java.io.File
import java.util.UUID

/** What a camera makes, into a file of the app's own that nothing touches afterwards. */
enum class Taking(val suffix: String, val contract: () -> ActivityResultContract<Uri, Boolean>) {
    /** An everyday photo, by the camera app of the phone. */
    Photo("jpg", { ActivityResultContracts.TakePicture() }),

    /** A video, by the camera app of the phone: sound would ask for a microphone, which this app never has. */
    Video("mp4", { ActivityResultContracts.CaptureVideo() }),

    /** Evidence, by the app's own camera. */
    Original("jpg", { TakeOriginal }),
}

/**
 * Opens the camera when it is called, and hands over the very file it wrote, into [folder] if one is
 * named. The one place where another app is given an address of a file of this one.
 */
@Composable
fun rememberCamera(
    tag: String,
    taking: Taking = Taking.Photo,
    folder: String? = null,
    onTrouble: (String) -> Unit,
    onTaken: (File) -> Unit,
): () -> Unit {
    val context = LocalContext.current
    // The camera may need so much that this app is ended meanwhile.
    var path by rememberSaveable(tag) { mutableStateOf<String?>(null) }
    val camera = rememberLauncherForActivityResult(remember(taking) { taking.contract() }) { taken ->
        val file = path?.let(::File) ?: return@rememberLauncherForActivityResult
        if (taken && file.length() > 0) onTaken(file) else file.delete()
    }
    val open = {
        val name = "${UUID.randomUUID()}.${taking.suffix}"
        val file = if (folder != null) File(folder, name) else context.gridwork.file("photos", name)
        path = file.path
        try {
            camera.launch(if (taking == Taking.Original) Uri.fromFile(file) else FileProvider.getUriForFile(context, "cn.gridwork.app.files", file))
        } catch (_: android.content.ActivityNotFoundException) {
            onTrouble("camera_off")
        }
    }
    // An app that may ask for the camera opens no camera before it was allowed, not even another app's.
    val asking = rememberLauncherForActivityResult(ActivityResultContracts.RequestPermission()) { allowed ->
        if (allowed) open() else onTrouble("camera_off")
    }
    return {
        val allowed = context.checkSelfPermission(Manifest.permission.CAMERA) == PackageManager.PERMISSION_GRANTED
        if (allowed) open() else asking.launch(Manifest.permission.CAMERA)
    }
}

/** A button that opens the camera and hands over the very file it wrote. */
@Composable
fun RawCamera(
    text: String,
    tag: String,
    taking: Taking = Taking.Photo,
    folder: String? = null,
    onTrouble: (String) -> Unit,
    onTaken: (File) -> Unit,
) = Secondary(text, Modifier.testTag(tag), onClick = rememberCamera(tag, taking, folder, onTrouble, onTaken))

/** A code for another phone to scan, and the words that say whose phone. */
@Composable
fun CodeToShow(text: String, spoken: String) {
    val picture = remember(text) { Codes.picture(text, SIDE).asImageBitmap() }
    Line(spoken)
    Image(
        picture,
        contentDescription = spoken,
        modifier = Modifier.widthIn(max = 360.dp).fillMaxWidth().padding(16.dp).testTag("code"),
        contentScale = ContentScale.FillWidth,
        filterQuality = FilterQuality.None,
    )
}

private const val SIDE = 720
