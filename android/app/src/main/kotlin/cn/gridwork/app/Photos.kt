package cn.gridwork.app

import android.graphics.Bitmap
import android.graphics.BitmapFactory
import cn.gridwork.core.GridFailure
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.withContext
import java.io.File
import java.io.IOException
import java.io.OutputStream
import java.time.Duration
import java.time.Instant

/** Makes a photo small enough for a slow link before it is attached. */
object Photos {
    /** Larger files are no photo of a phone's camera; they are refused before they are read. */
    const val LARGEST = 60L shl 20
    private val KEPT: Duration = Duration.ofDays(14)
    private const val LONGEST_SIDE = 1600
    private const val QUALITY = 80

    /** The smaller copy, which replaces [raw]. A [GridFailure.File] leaves the work as it was. */
    suspend fun prepare(raw: File): File = withContext(Dispatchers.IO) {
        if (!raw.exists()) throw GridFailure.File("gone", null, false)
        if (raw.length() > LARGEST) {
            raw.delete()
            throw GridFailure.File("too_big", null, false)
        }
        val bitmap = decode(raw)
        if (bitmap == null) {
            raw.delete()
            throw GridFailure.File("not_photo", null, false)
        }
        val small = File(raw.path.removeSuffix(".jpg") + "-s.jpg")
        try {
            write(small) { bitmap.compress(Bitmap.CompressFormat.JPEG, QUALITY, it) }
        } finally {
            bitmap.recycle()
        }
        raw.delete()
        small
    }

    /** Makes a file, whole or not at all. */
    suspend fun write(file: File, picture: (OutputStream) -> Unit) = withContext(Dispatchers.IO) {
        try {
            file.outputStream().use(picture)
        } catch (_: IOException) {
            file.delete()
            throw GridFailure.Storage("disk_full", null, true)
        }
    }

    /** Deletes what the core has taken in and sealed: nothing in clear stays on the phone. */
    suspend fun forget(paths: List<String>) = withContext(Dispatchers.IO) {
        for (path in paths) File(path).delete()
    }

    /** Deletes what was taken for a form that was never handed in. A form is not kept so long. */
    fun forgetOld(folder: File, now: Instant) {
        for (file in folder.listFiles().orEmpty()) {
            if (Duration.between(Instant.ofEpochMilli(file.lastModified()), now) > KEPT) file.delete()
        }
    }

    /** The picture of a file, its longest side at most [longest]; `null` if it is no picture. */
    fun decode(file: File, longest: Int = LONGEST_SIDE): Bitmap? {
        val bounds = BitmapFactory.Options().apply { inJustDecodeBounds = true }
        BitmapFactory.decodeFile(file.path, bounds)
        if (bounds.outWidth <= 0) return null
        var sample = 1
        while (maxOf(bounds.outWidth, bounds.outHeight) / sample > longest) sample *= 2
        return BitmapFactory.decodeFile(file.path, BitmapFactory.Options().apply { inSampleSize = sample })
    }
}
