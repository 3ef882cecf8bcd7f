package cn.gridwork.app.screen.evidence

import android.graphics.Bitmap
import android.graphics.Canvas
import android.graphics.Color
import android.graphics.Matrix
import android.graphics.Paint
import android.media.ExifInterface
import cn.gridwork.app.Photos
import cn.gridwork.core.DerivedFor
import cn.gridwork.core.Enforcement
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.NonCancellable
import kotlinx.coroutines.withContext
import java.io.File
import java.io.IOException
import java.util.UUID

/** What is covered, in parts of the picture's width and height. */
data class Cover(val left: Float, val top: Float, val right: Float, val bottom: Float)

/**
 * Pictures made of originals. The original is read from its sealed copy, after it was hashed and captured, and
 * stays what it is; the core takes out of a derivative what the camera wrote, and lets it point to its original.
 */
class Derivatives(private val client: Enforcement, private val scratch: (String) -> File) {
    /** A small picture for the list; false where the original is no picture. */
    suspend fun thumbnail(set: String, item: String): Boolean {
        val picture = original(set, item, SMALL) ?: return false
        take(set, item, DerivedFor.Thumbnail, picture)
        return true
    }

    /** A copy that may be given away: [covers] are black in it, not laid over it. */
    suspend fun redact(set: String, item: String, covers: List<Cover>) {
        val picture = original(set, item) ?: return
        val covered = withContext(Dispatchers.Default) { picture.copy(Bitmap.Config.ARGB_8888, true) }
        val (wide, high) = covered.width.toFloat() to covered.height.toFloat()
        val black = Paint().apply { color = Color.BLACK }
        for (it in covers) Canvas(covered).drawRect(it.left * wide, it.top * high, it.right * wide, it.bottom * high, black)
        take(set, item, DerivedFor.Redaction, covered)
    }

    /** The original as it is looked at, upright; `null` where it is no picture. */
    suspend fun original(set: String, item: String, longest: Int = READABLE): Bitmap? =
        passing { file ->
            client.copyOriginal(set, item, file.path)
            withContext(Dispatchers.IO) { upright(file, longest) }
        }

    /** The newest picture of a purpose; `null` where none is here. */
    suspend fun of(set: String, item: String, purpose: DerivedFor): Bitmap? =
        passing { file ->
            if (client.copyDerived(set, item, purpose, file.path)) withContext(Dispatchers.IO) { Photos.decode(file) } else null
        }

    private suspend fun take(set: String, item: String, purpose: DerivedFor, picture: Bitmap) {
        passing { file ->
            Photos.write(file) { picture.compress(Bitmap.CompressFormat.JPEG, QUALITY, it) }
            client.derive(set, item, purpose, file.path)
        }
    }

    /** A file in clear for as long as [work] lasts. */
    private suspend fun <T> passing(work: suspend (File) -> T): T {
        val file = scratch("${UUID.randomUUID()}.jpg")
        try {
            return work(file)
        } finally {
            withContext(NonCancellable + Dispatchers.IO) { file.delete() }
        }
    }

    private fun upright(file: File, longest: Int): Bitmap? {
        val bitmap = Photos.decode(file, longest) ?: return null
        val lies = try {
            ExifInterface(file.path).getAttributeInt(ExifInterface.TAG_ORIENTATION, ExifInterface.ORIENTATION_NORMAL)
        } catch (_: IOException) {
            ExifInterface.ORIENTATION_NORMAL
        }
        val degrees = TURNED[lies] ?: return bitmap
        val turn = Matrix().apply { postRotate(degrees) }
        return Bitmap.createBitmap(bitmap, 0, 0, bitmap.width, bitmap.height, turn, true)
    }

    private companion object {
        const val SMALL = 320
        const val READABLE = 1_600
        const val QUALITY = 75
        val TURNED = mapOf(
            ExifInterface.ORIENTATION_ROTATE_90 to 90f,
            ExifInterface.ORIENTATION_ROTATE_180 to 180f,
            ExifInterface.ORIENTATION_ROTATE_270 to 270f,
        )
    }
}
