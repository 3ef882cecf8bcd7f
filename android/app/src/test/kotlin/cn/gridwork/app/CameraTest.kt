package cn.gridwork.app

import android.Manifest
import android.app.Activity
import android.content.Intent
import android.graphics.Bitmap
import android.net.Uri
import android.provider.MediaStore
import android.view.SurfaceView
import android.view.View
import android.view.ViewGroup
import androidx.core.content.FileProvider
import androidx.core.content.IntentCompat
import androidx.test.core.app.ActivityScenario
import cn.gridwork.app.camera.CameraActivity
import org.junit.Assert.assertEquals
import org.junit.Before
import org.robolectric.Shadows.shadowOf
import org.robolectric.shadows.ShadowActivity

/** A story in which cameras are held before things: the phone's, and the app's own. */
abstract class CameraTest : StoryTest() {
    protected val phone: ShadowActivity get() = shadowOf(rule.activity)

    /** Taps a button and gives what was asked of the system. */
    protected fun asks(tag: String, what: String = MediaStore.ACTION_IMAGE_CAPTURE): Intent {
        reach(tag)
        tap(tag)
        val asked = checkNotNull(phone.nextStartedActivityForResult) { "$tag opens nothing" }.intent
        assertEquals(what, asked.action)
        assertEquals("cn.gridwork.app.files", to(asked).authority)
        return asked
    }

    protected fun to(asked: Intent): Uri = checkNotNull(IntentCompat.getParcelableExtra(asked, MediaStore.EXTRA_OUTPUT, Uri::class.java))

    /** What a camera does: writes a picture of what it sees where it was told to, and comes back. */
    protected fun takes(asked: Intent, bitmap: Bitmap = Bitmap.createBitmap(64, 48, Bitmap.Config.ARGB_8888)) {
        checkNotNull(app.contentResolver.openOutputStream(to(asked))).use { bitmap.compress(Bitmap.CompressFormat.JPEG, 95, it) }
        rule.activityRule.scenario.onActivity { phone.receiveResult(asked, Activity.RESULT_OK, Intent()) }
    }

    /** Taps a button that opens the app's own camera, and gives what was asked of it. */
    protected fun opens(tag: String): Intent {
        reach(tag)
        tap(tag)
        val asked = checkNotNull(phone.nextStartedActivityForResult) { "$tag opens nothing" }.intent
        assertEquals(CameraActivity::class.java.name, asked.component?.className)
        return asked
    }

    /** The app's own camera on its screen; [hand] is what is done there. */
    protected fun before(asked: Intent, hand: (ActivityScenario<CameraActivity>) -> Unit) {
        ActivityScenario.launchActivityForResult<CameraActivity>(asked).use { camera ->
            camera.onActivity { activity ->
                // No surface comes by itself where nothing is shown.
                val view = activity.window.decorView.descendants().filterIsInstance<SurfaceView>().first()
                val holder = shadowOf(view).fakeSurfaceHolder
                holder.callbacks.forEach { it.surfaceCreated(holder) }
            }
            hand(camera)
        }
    }

    private fun View.descendants(): Sequence<View> = sequence {
        yield(this@descendants)
        if (this@descendants is ViewGroup) for (at in 0 until childCount) yieldAll(getChildAt(at).descendants())
    }

    /** Takes a picture with the app's own camera and comes back with it. */
    protected fun shoots(asked: Intent) {
        before(asked) { camera ->
            tap("shutter")
            camera.onActivity { assertEquals(Activity.RESULT_OK, shadowOf(it).resultCode) }
        }
        rule.activityRule.scenario.onActivity { phone.receiveResult(asked, Activity.RESULT_OK, null) }
    }

    /** The addresses of the phone of the test before: a phone has one folder for as long as its process lives. */
    @Before fun anotherPhone() {
        shadowOf(app).grantPermissions(Manifest.permission.CAMERA)
        val known = FileProvider::class.java.getDeclaredField("sCache").apply { isAccessible = true }
        (known.get(null) as MutableMap<*, *>).clear()
    }
}
