package cn.gridwork.app.screen.evidence

import android.graphics.Bitmap
import androidx.compose.foundation.Image
import androidx.compose.foundation.gestures.detectDragGestures
import androidx.compose.foundation.layout.aspectRatio
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.drawWithContent
import androidx.compose.ui.geometry.Offset
import androidx.compose.ui.geometry.Rect
import androidx.compose.ui.geometry.Size
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.graphics.asImageBitmap
import androidx.compose.ui.input.pointer.pointerInput
import androidx.compose.ui.layout.ContentScale
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.unit.dp
import cn.gridwork.app.R
import cn.gridwork.app.ScreenModel
import cn.gridwork.app.ui.Frame
import cn.gridwork.app.ui.Line
import cn.gridwork.app.ui.Primary
import cn.gridwork.app.ui.Quiet
import cn.gridwork.app.ui.reason
import cn.gridwork.core.GridFailure

data class RedactState(val picture: Bitmap? = null, val covers: List<Cover> = emptyList(), val over: Boolean = false)

/** 遮挡件: a copy of a picture in which faces and numbers are black. The original stays as it is. */
class RedactModel(
    private val derivatives: Derivatives,
    private val set: String,
    private val item: String,
) : ScreenModel<RedactState>(RedactState()) {
    init {
        act {
            val picture = derivatives.original(set, item)
            update { it.copy(picture = picture) }
        }
    }

    fun cover(cover: Cover) = update { it.copy(covers = it.covers + cover) }

    fun uncover() = update { it.copy(covers = it.covers.dropLast(1)) }

    fun keep() = act {
        derivatives.redact(set, item, state.value.covers)
        update { it.copy(over = true) }
    }

    override fun told(failure: GridFailure) = reason(failure)
}

@Composable
fun RedactScreen(state: RedactState, notice: String?, onCover: (Cover) -> Unit, onUncover: () -> Unit, onKeep: () -> Unit, onBack: () -> Unit) {
    Frame(
        title = stringResource(R.string.redact_title),
        notice = notice,
        help = "evidence",
        onBack = onBack,
        bottom = { Primary(stringResource(R.string.redact_keep), Modifier.testTag("keep-redacted"), enabled = state.covers.isNotEmpty(), onClick = onKeep) },
    ) {
        item(key = "hint") { Line(stringResource(R.string.redact_hint)) }
        val picture = state.picture ?: return@Frame
        item(key = "picture") { Coverable(picture, state.covers, onCover) }
        if (state.covers.isNotEmpty()) {
            item(key = "undo") { Quiet(stringResource(R.string.redact_undo), Modifier.padding(horizontal = 16.dp).testTag("uncover"), onUncover) }
        }
    }
}

@Composable
private fun Coverable(picture: Bitmap, covers: List<Cover>, onCover: (Cover) -> Unit) {
    var begun by remember { mutableStateOf<Rect?>(null) }
    Image(
        remember(picture) { picture.asImageBitmap() },
        contentDescription = stringResource(R.string.redact_title),
        modifier = Modifier.padding(16.dp).fillMaxWidth().aspectRatio(picture.width.toFloat() / picture.height).testTag("coverable")
            .pointerInput(picture) {
                var from = Offset.Zero
                detectDragGestures(
                    onDragStart = { from = it },
                    onDragEnd = {
                        begun?.let { onCover(it.within(size.width.toFloat(), size.height.toFloat())) }
                        begun = null
                    },
                    onDragCancel = { begun = null },
                ) { change, _ ->
                    val to = change.position
                    begun = Rect(minOf(from.x, to.x), minOf(from.y, to.y), maxOf(from.x, to.x), maxOf(from.y, to.y))
                }
            }
            .drawWithContent {
                drawContent()
                val done = covers.map { Rect(it.left * size.width, it.top * size.height, it.right * size.width, it.bottom * size.height) }
                for (part in done + listOfNotNull(begun)) drawRect(Color.Black, part.topLeft, Size(part.width, part.height))
            },
        contentScale = ContentScale.FillBounds,
    )
}

private fun Rect.within(wide: Float, high: Float) = Cover(
    (left / wide).coerceIn(0f, 1f), (top / high).coerceIn(0f, 1f), (right / wide).coerceIn(0f, 1f), (bottom / high).coerceIn(0f, 1f),
)
