package cn.gridwork.app

import android.graphics.Bitmap
import com.google.zxing.BarcodeFormat
import com.google.zxing.BinaryBitmap
import com.google.zxing.DecodeHintType
import com.google.zxing.EncodeHintType
import com.google.zxing.RGBLuminanceSource
import com.google.zxing.ReaderException
import com.google.zxing.common.HybridBinarizer
import com.google.zxing.multi.qrcode.QRCodeMultiReader
import com.google.zxing.qrcode.QRCodeReader
import com.google.zxing.qrcode.QRCodeWriter
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.withContext
import java.io.File

/** QR codes, from a photo of one and onto a screen. */
object Codes {
    /** The text of a code in a picture, which is deleted; `null` if there is none. */
    suspend fun read(photo: File): String? = withContext(Dispatchers.Default) {
        val bitmap = Photos.decode(photo) ?: return@withContext null
        photo.delete()
        textOf(bitmap).also { bitmap.recycle() }
    }

    fun textOf(bitmap: Bitmap): String? {
        val pixels = IntArray(bitmap.width * bitmap.height)
        bitmap.getPixels(pixels, 0, bitmap.width, 0, 0, bitmap.width, bitmap.height)
        val seen = BinaryBitmap(HybridBinarizer(RGBLuminanceSource(bitmap.width, bitmap.height, pixels)))
        return tried { QRCodeReader().decode(seen, HINTS).text }
            // What is written in a code can look like one of its corners: then all that may be corners are tried.
            ?: tried { QRCodeMultiReader().decodeMultiple(seen, HINTS).singleOrNull()?.text }
    }

    private inline fun tried(read: () -> String?): String? =
        try {
            read()
        } catch (_: ReaderException) {
            null
        }

    /** The code of a text: black on white with its quiet edge, whatever the theme, [side] pixels. */
    fun picture(text: String, side: Int): Bitmap {
        val hints = mapOf(EncodeHintType.ERROR_CORRECTION to ErrorCorrectionLevel.L, EncodeHintType.MARGIN to 4)
        val matrix = QRCodeWriter().encode(text, BarcodeFormat.QR_CODE, side, side, hints)
        val pixels = IntArray(matrix.width * matrix.height) { at ->
            if (matrix[at % matrix.width, at / matrix.width]) BLACK else WHITE
        }
        return Bitmap.createBitmap(pixels, matrix.width, matrix.height, Bitmap.Config.ARGB_8888)
    }

    private val HINTS = mapOf(DecodeHintType.TRY_HARDER to true)
    private const val BLACK = 0xff000000.toInt()
    private const val WHITE = 0xffffffff.toInt()
}
