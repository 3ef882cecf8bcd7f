package cn.gridwork.app.camera

import android.annotation.SuppressLint
import android.content.Context
import android.graphics.ImageFormat
import android.graphics.SurfaceTexture
import android.hardware.camera2.CameraAccessException
import android.hardware.camera2.CameraCaptureSession
import android.hardware.camera2.CameraCharacteristics
import android.hardware.camera2.CameraDevice
import android.hardware.camera2.CameraManager
import android.hardware.camera2.CaptureFailure
import android.hardware.camera2.CaptureRequest
import android.media.Image
import android.media.ImageReader
import android.os.Handler
import android.os.HandlerThread
import android.os.Looper
import android.util.Size
import android.view.Surface
import android.view.SurfaceHolder
import java.io.File
import java.io.FileOutputStream
import java.io.IOException

/**
 * The camera on the back of the phone. What its hardware gives as a JPEG is written as it is: no filter, no
 * second encoding, nothing of another app between the sensor and the file.
 */
class BackLens(context: Context) : Lens {
    private val manager = context.getSystemService(CameraManager::class.java)
    private val main = Handler(Looper.getMainLooper())
    private val camera = find()
    private var thread: HandlerThread? = null
    private var device: CameraDevice? = null
    private var session: CameraCaptureSession? = null
    private var still: ImageReader? = null

    override val shown: Size? = camera?.let { preview(it) }
    override val lies: Int = camera?.facts?.get(CameraCharacteristics.SENSOR_ORIENTATION) ?: 0

    private class Found(val id: String, val facts: CameraCharacteristics) {
        fun sizes(of: Class<*>): List<Size> = map?.getOutputSizes(of).orEmpty().toList()
        fun pictures(): List<Size> = map?.getOutputSizes(ImageFormat.JPEG).orEmpty().toList()
        private val map get() = facts.get(CameraCharacteristics.SCALER_STREAM_CONFIGURATION_MAP)
    }

    private fun find(): Found? = try {
        val all = manager.cameraIdList.map { Found(it, manager.getCameraCharacteristics(it)) }
        all.firstOrNull { it.facts.get(CameraCharacteristics.LENS_FACING) == CameraCharacteristics.LENS_FACING_BACK } ?: all.firstOrNull()
    } catch (_: CameraAccessException) {
        null
    }

    /** The largest picture that is not beyond what a slow link carries in a night. */
    private fun picture(of: Found): Size =
        of.pictures().filter { area(it) <= LARGEST }.maxByOrNull(::area) ?: of.pictures().minByOrNull(::area) ?: Size(640, 480)

    /** What is shown has the shape of what is taken. */
    private fun preview(of: Found): Size {
        val taken = picture(of)
        val small = of.sizes(SurfaceTexture::class.java).filter { maxOf(it.width, it.height) <= SHOWN }
        val alike = small.filter { kotlin.math.abs(it.width * taken.height - it.height * taken.width) <= area(it) / 50 }
        return alike.maxByOrNull(::area) ?: small.maxByOrNull(::area) ?: Size(640, 480)
    }

    private fun area(size: Size) = size.width * size.height

    // The activity asks for the permission before it is opened; without it the camera throws, and is lost.
    @SuppressLint("MissingPermission")
    override fun open(into: SurfaceHolder, ready: () -> Unit, lost: () -> Unit) {
        val found = camera ?: return lost()
        close()
        val surface = into.surface
        val worker = HandlerThread("camera").apply { start() }
        thread = worker
        val handler = Handler(worker.looper)
        val size = picture(found)
        val reader = ImageReader.newInstance(size.width, size.height, ImageFormat.JPEG, 1)
        still = reader
        val gone = {
            main.post {
                close()
                lost()
            }
            Unit
        }
        try {
            manager.openCamera(
                found.id,
                object : CameraDevice.StateCallback() {
                    override fun onOpened(camera: CameraDevice) {
                        device = camera
                        show(camera, surface, reader, handler, { main.post(ready) }, gone)
                    }

                    override fun onDisconnected(camera: CameraDevice) {
                        camera.close()
                        gone()
                    }

                    override fun onError(camera: CameraDevice, error: Int) {
                        camera.close()
                        gone()
                    }
                },
                handler,
            )
        } catch (_: CameraAccessException) {
            gone()
        } catch (_: SecurityException) {
            gone()
        }
    }

    // The form that is not deprecated is there from Android 9 on alone.
    @Suppress("DEPRECATION")
    private fun show(
        camera: CameraDevice,
        surface: Surface,
        reader: ImageReader,
        handler: Handler,
        ready: () -> Unit,
        gone: () -> Unit,
    ) {
        val configured = object : CameraCaptureSession.StateCallback() {
            override fun onConfigured(made: CameraCaptureSession) {
                session = made
                try {
                    val request = camera.createCaptureRequest(CameraDevice.TEMPLATE_PREVIEW)
                    request.addTarget(surface)
                    request.set(CaptureRequest.CONTROL_AF_MODE, CaptureRequest.CONTROL_AF_MODE_CONTINUOUS_PICTURE)
                    made.setRepeatingRequest(request.build(), null, handler)
                    ready()
                } catch (_: CameraAccessException) {
                    gone()
                } catch (_: IllegalStateException) {
                    // It was closed meanwhile.
                    gone()
                }
            }

            override fun onConfigureFailed(made: CameraCaptureSession) = gone()
        }
        try {
            camera.createCaptureSession(listOf(surface, reader.surface), configured, handler)
        } catch (_: CameraAccessException) {
            gone()
        } catch (_: IllegalStateException) {
            gone()
        } catch (_: IllegalArgumentException) {
            // The surface went away while the camera was being opened.
            gone()
        }
    }

    override fun take(file: File, turned: Int, done: (Boolean) -> Unit) {
        val (camera, made, reader) = Triple(device ?: return done(false), session ?: return done(false), still ?: return done(false))
        val handler = Handler((thread ?: return done(false)).looper)
        val end = { whole: Boolean ->
            if (!whole) file.delete()
            main.post { done(whole) }
            Unit
        }
        reader.setOnImageAvailableListener({ from -> end(from.acquireNextImage()?.use { keep(it, file) } == true) }, handler)
        try {
            val request = camera.createCaptureRequest(CameraDevice.TEMPLATE_STILL_CAPTURE)
            request.addTarget(reader.surface)
            request.set(CaptureRequest.CONTROL_AF_MODE, CaptureRequest.CONTROL_AF_MODE_CONTINUOUS_PICTURE)
            request.set(CaptureRequest.JPEG_ORIENTATION, (lies + turned) % 360)
            request.set(CaptureRequest.JPEG_QUALITY, QUALITY)
            made.capture(
                request.build(),
                object : CameraCaptureSession.CaptureCallback() {
                    override fun onCaptureFailed(session: CameraCaptureSession, request: CaptureRequest, failure: CaptureFailure) = end(false)
                },
                handler,
            )
        } catch (_: CameraAccessException) {
            end(false)
        } catch (_: IllegalStateException) {
            end(false)
        }
    }

    private fun keep(image: Image, file: File): Boolean = try {
        val bytes = image.planes[0].buffer
        FileOutputStream(file).use { out ->
            while (bytes.hasRemaining()) out.channel.write(bytes)
            out.fd.sync()
        }
        true
    } catch (_: IOException) {
        false
    }

    override fun close() {
        session?.close()
        device?.close()
        still?.close()
        thread?.quitSafely()
        session = null
        device = null
        still = null
        thread = null
    }

    private companion object {
        /** Twelve million points. */
        const val LARGEST = 12_600_000
        const val SHOWN = 1_920
        const val QUALITY: Byte = 92
    }
}
