package cn.gridwork.app

import android.hardware.camera2.CameraCharacteristics
import android.hardware.camera2.CameraManager
import android.util.Size
import android.view.SurfaceView
import androidx.test.core.app.ApplicationProvider
import cn.gridwork.app.camera.BackLens
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.junit.Rule
import org.junit.rules.TemporaryFolder
import org.robolectric.RobolectricTestRunner
import org.robolectric.Shadows.shadowOf
import org.robolectric.annotation.Config
import org.robolectric.shadows.ShadowCameraCharacteristics
import org.robolectric.shadows.StreamConfigurationMapBuilder
import java.io.File

/** The phone's camera as the framework offers it. What its sensor makes is to be seen on a phone alone. */
@RunWith(RobolectricTestRunner::class)
@Config(application = TestApplication::class, sdk = [35])
class BackLensTest {
    @get:Rule val temporary = TemporaryFolder()
    private val app = ApplicationProvider.getApplicationContext<TestApplication>()
    private val cameras = shadowOf(app.getSystemService(CameraManager::class.java))

    private fun camera(name: String, facing: Int, vararg pictures: Size) {
        val map = StreamConfigurationMapBuilder.newBuilder()
        for (size in pictures) map.addOutputSize(BLOB, size)
        for (size in listOf(Size(1920, 1080), Size(1440, 1080), Size(640, 480), Size(4000, 3000))) map.addOutputSize(size)
        val facts = ShadowCameraCharacteristics.newCameraCharacteristics()
        shadowOf(facts).set(CameraCharacteristics.LENS_FACING, facing)
        shadowOf(facts).set(CameraCharacteristics.SENSOR_ORIENTATION, 90)
        shadowOf(facts).set(CameraCharacteristics.SCALER_STREAM_CONFIGURATION_MAP, map.build())
        cameras.addCamera(name, facts)
    }

    private companion object {
        /** What a JPEG is inside of the framework. */
        const val BLOB = 0x21
    }

    @Test fun theCameraOnTheBackIsShownInTheShapeOfWhatItTakes() {
        camera("0", CameraCharacteristics.LENS_FACING_FRONT, Size(640, 480))
        camera("1", CameraCharacteristics.LENS_FACING_BACK, Size(8000, 6000), Size(4000, 3000), Size(4000, 2250))
        val lens = BackLens(app)
        assertEquals("as high as it is wide: 4 to 3, and not beyond the screen", Size(1440, 1080), lens.shown)
        assertEquals(90, lens.lies)
    }

    @Test fun withoutACameraNothingIsShownAndNothingIsTaken() {
        val lens = BackLens(app)
        assertNull(lens.shown)
        var lost = false
        lens.open(SurfaceView(app).holder, ready = {}, lost = { lost = true })
        assertTrue(lost)
        val file = File(temporary.root, "none.jpg")
        var whole: Boolean? = null
        lens.take(file, 0) { whole = it }
        assertEquals(false, whole)
        assertFalse(file.exists())
    }
}
