package cn.gridwork.app

import android.app.Activity
import android.content.Intent
import android.graphics.Bitmap
import android.net.Uri
import android.provider.MediaStore
import androidx.compose.ui.test.onAllNodesWithTag
import androidx.compose.ui.test.performTextInput
import androidx.core.content.FileProvider
import androidx.core.content.IntentCompat
import cn.gridwork.app.screen.visit.Sheet
import cn.gridwork.core.NewEvidenceSet
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Before
import org.junit.Test
import org.robolectric.Shadows.shadowOf
import org.robolectric.shadows.ShadowActivity
import java.io.File

/** Every button that opens the camera: what the camera is asked for, and that it can write there. */
class CameraStoryTest : StoryTest() {
    private val phone: ShadowActivity get() = shadowOf(rule.activity)

    /** Taps a button and gives what was asked of the system. */
    private fun asks(tag: String, what: String = MediaStore.ACTION_IMAGE_CAPTURE): Intent {
        reach(tag)
        tap(tag)
        val asked = checkNotNull(phone.nextStartedActivityForResult) { "$tag opens nothing" }.intent
        assertEquals(what, asked.action)
        assertEquals("cn.gridwork.app.files", to(asked).authority)
        return asked
    }

    private fun to(asked: Intent): Uri = checkNotNull(IntentCompat.getParcelableExtra(asked, MediaStore.EXTRA_OUTPUT, Uri::class.java))

    /** What a camera does: writes a picture where it was told to, and comes back. */
    private fun takes(asked: Intent) {
        val bitmap = Bitmap.createBitmap(64, 48, Bitmap.Config.ARGB_8888)
        checkNotNull(app.contentResolver.openOutputStream(to(asked))).use { bitmap.compress(Bitmap.CompressFormat.JPEG, 90, it) }
        rule.activityRule.scenario.onActivity { phone.receiveResult(asked, Activity.RESULT_OK, Intent()) }
    }

    /** The addresses of the phone of the test before: a phone has one folder for as long as its process lives. */
    @Before fun anotherPhone() {
        val known = FileProvider::class.java.getDeclaredField("sCache").apply { isAccessible = true }
        (known.get(null) as MutableMap<*, *>).clear()
    }

    private fun inClear() = app.gridwork.file("photos", "x").parentFile?.list().orEmpty().toList()

    @Test fun aCodeIsScannedAndWhatIsNoCodeIsTold() {
        await("scan")
        tap("scan")
        val asked = checkNotNull(phone.nextStartedActivityForResult).intent
        assertEquals(MediaStore.ACTION_IMAGE_CAPTURE, asked.action)
        takes(asked)
        says("notice", "不是本系统的启用码")
        assertEquals(emptyList<String>(), inClear())
    }

    @Test fun aPhotoGoesWithAReportAndDoesNotStayInClear() {
        enrol()
        turnTo("tab-Report")
        reach("incident-words").performTextInput("雪把进村的路封了")
        takes(asks("photo-incident"))
        says("photo-incident", "再拍一张")
        assertEquals(1, inClear().size)
        val code = off { session.client.categories() }.first { it.call.isEmpty() }.code
        if (rule.onAllNodesWithTag("category-$code").fetchSemanticsNodes().isEmpty()) {
            reach("all-categories")
            tap("all-categories")
        }
        reach("category-$code")
        tap("category-$code")
        tap("hand-in")
        says("status", "已存本机")
        assertEquals(1, off { session.client.syncState().files })
        until { inClear().isEmpty() }
    }

    @Test fun aClueHasItsPhotoFromAfar() {
        enrol()
        turnTo("tab-Mine")
        reach("to-clues")
        tap("to-clues")
        tap("new-clue")
        reach("clue-words").performTextInput("羊群进了禁牧的坡")
        takes(asks("photo-clue"))
        reads("photo-clue", "再拍一张")
        tap("tell")
        gone("clue-words")
        until { inClear().isEmpty() }
    }

    @Test fun aPhotoOfAVisitIsInTheCoreAndNotInClear() {
        enrol()
        app.link.up = false
        // A problem that is shown by a photo where one can be taken.
        val lines = off { session.client.today().lines }
        val (number, due, flag) = lines.withIndex().firstNotNullOf { (at, line) ->
            line.tasks.firstNotNullOfOrNull { due ->
                Sheet(due.task, off { session.client.form(due.task.template) }, emptyMap())
                    .flags.firstOrNull { it.item.photoFields.isNotEmpty() && !it.part.closed }?.let { Triple(at + 1, due, it) }
            }
        }
        val field = flag.item.photoFields.first()
        reach("visit-$number")
        tap("visit-$number")
        reach("flag-${flag.key}")
        tap("flag-${flag.key}")
        takes(asks("photo-${due.task.template}-$field"))
        until { off { session.client.task(due.task) }.answers[field] != null }
        until { inClear().isEmpty() }
    }

    @Test fun anOfficerTakesPhotosVideosAndScansAndCodesOfColleagues() {
        enrol(hub.codeOf("officer"), first = "tab-Mine")
        val set = off { session.client.openEvidenceSet(NewEvidenceSet("在禁牧区放羊", "东沟北坡")) }
        turnTo("tab-Mine")
        reach("to-evidence")
        tap("to-evidence")
        asks("scan-colleague")
        reach("set")
        tap("set")
        asks("scan-card")
        tap("invite")
        asks("scan-confirmation")
        tap("capture")
        asks("take-video", MediaStore.ACTION_VIDEO_CAPTURE)
        asks("take-scan")
        val asked = asks("take-photo")
        takes(asked)
        await("taken")
        val folder = off { session.client.captureFolder() }
        assertTrue(set, File(folder).list().orEmpty().any { it == to(asked).lastPathSegment })
    }
}
