package cn.gridwork.app.camera

import android.util.Size
import android.view.SurfaceHolder
import java.io.File

/** What takes the picture. The edge of the platform: tests put another in, for no camera runs without a phone. */
interface Lens {
    /** The size of what is shown before the shutter, as the sensor lies; `null` where there is no camera. */
    val shown: Size?

    /** Degrees by which the sensor lies turned in the phone. */
    val lies: Int

    /** Shows what the camera sees; [lost] where it cannot be had, or is taken away. Both are told on the main thread. */
    fun open(into: SurfaceHolder, ready: () -> Unit, lost: () -> Unit)

    /**
     * Writes one picture into [file], byte for byte as the camera makes it, and no part of it where that fails.
     * [turned]: degrees by which the phone is held turned, clockwise.
     */
    fun take(file: File, turned: Int, done: (Boolean) -> Unit)

    fun close()
}

/** The quarter nearest to the way the phone is held; [last] where it lies flat and nobody can tell. */
internal fun quarter(degrees: Int, last: Int): Int = if (degrees < 0) last else (degrees + 45) / 90 * 90 % 360
