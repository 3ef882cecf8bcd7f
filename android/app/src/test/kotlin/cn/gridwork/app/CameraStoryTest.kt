package cn.gridwork.app

import android.Manifest
import android.app.Activity
import android.content.pm.PackageManager
import android.provider.MediaStore
import android.view.OrientationEventListener
import androidx.compose.ui.test.onAllNodesWithTag
import cn.gridwork.app.camera.quarter
import cn.gridwork.app.screen.visit.Sheet
import cn.gridwork.core.NewEvidenceSet
import java.io.File
import org.junit.Assert.assertArrayEquals
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Test
import org.robolectric.Shadows.shadowOf

/** Every button that opens a camera: what it is asked for, and that it can write there. */
class CameraStoryTest : OfficersTest() {
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
        type("incident-words", "雪把进村的路封了")
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

    @Test fun whereThereIsHardlyRoomWordsAreKeptAndNoPhotoIsBegun() {
        enrol()
        turnTo("tab-Report")
        type("incident-words", "雪把进村的路封了")
        app.free = 20L shl 20
        reach("photo-incident")
        tap("photo-incident")
        says("notice", "快存满了")
        assertEquals(null, phone.nextStartedActivityForResult)
        reads("incident-words", "雪把进村的路封了")
        app.free = null
        asks("photo-incident")
    }

    @Test fun aClueHasItsPhotoFromAfar() {
        enrol()
        turnTo("tab-Mine")
        reach("to-clues")
        tap("to-clues")
        tap("new-clue")
        type("clue-words", "羊群进了禁牧的坡")
        takes(asks("photo-clue"))
        reads("photo-clue", "再拍一张")
        tap("tell")
        gone("clue-words")
        until { inClear().isEmpty() }
    }

    @Test fun aPhotoOfAVisitIsInTheCoreAndNotInClear() {
        enrol()
        app.link.up = false
        // A problem that is shown by a photo where one can be taken. What other stories have done is not there any more.
        val today = off { session.client.today() }
        val lines = today.lines + off { session.client.todayBehind(0, today.more) }
        val (number, due, flag) = lines.withIndex().firstNotNullOf { (at, line) ->
            line.tasks.firstNotNullOfOrNull { due ->
                Sheet(due.task, off { session.client.form(due.task.template) }, emptyMap())
                    .flags.firstOrNull { it.item.photoFields.isNotEmpty() && !it.part.closed }?.let { Triple(at + 1, due, it) }
            }
        }
        val field = flag.item.photoFields.first()
        if (number > today.lines.size) {
            reach("more")
            tap("more")
        }
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
        val set = off { session.client.openEvidenceSet(NewEvidenceSet(matter, "东沟北坡")) }
        turnTo("tab-Mine")
        reach("to-evidence")
        tap("to-evidence")
        asks("scan-colleague")
        open()
        asks("scan-card")
        tap("invite")
        asks("scan-confirmation")
        tap("capture")
        asks("take-video", MediaStore.ACTION_VIDEO_CAPTURE)
        opens("take-scan")
        shoots(opens("take-photo"))
        reads("taken", "现场采集")
        val folder = File(off { session.client.captureFolder() })
        val original = folder.listFiles().orEmpty().single { it.extension == "jpg" }
        assertArrayEquals(set, app.lens.sees, original.readBytes())
    }

    // What the system calls when somebody has answered.
    @Suppress("DEPRECATION")
    @Test fun aCameraThatCannotBeHadSaysSoAndLeavesNoFile() {
        enrol(hub.codeOf("officer"), first = "tab-Mine")
        off { session.client.openEvidenceSet(NewEvidenceSet(matter, "东沟北坡")) }
        turnTo("tab-Mine")
        reach("to-evidence")
        tap("to-evidence")
        open()
        tap("capture")
        val asked = opens("take-photo")
        app.lens.sees = null
        before(asked) { await("camera-lost") }
        rule.activityRule.scenario.onActivity { phone.receiveResult(asked, Activity.RESULT_CANCELED, null) }
        assertEquals(0, File(off { session.client.captureFolder() }).list().orEmpty().size)
        assertTrue(rule.onAllNodesWithTag("taken").fetchSemanticsNodes().isEmpty())
        // Not allowed: no camera is opened, neither the app's own nor another one.
        shadowOf(app).denyPermissions(Manifest.permission.CAMERA)
        reach("take-photo")
        tap("take-photo")
        val asks = phone.nextStartedActivityForResult?.intent?.action
        assertEquals("no camera, but the question", "android.content.pm.action.REQUEST_PERMISSIONS", asks)
        val wanted = checkNotNull(phone.lastRequestedPermission)
        assertEquals(listOf(Manifest.permission.CAMERA), wanted.requestedPermissions.toList())
        rule.activityRule.scenario.onActivity {
            it.onRequestPermissionsResult(wanted.requestCode, wanted.requestedPermissions, intArrayOf(PackageManager.PERMISSION_DENIED))
        }
        says("notice", "没开相机权限")
    }

    @Test fun thePictureStandsAsThePhoneIsHeld() {
        assertEquals(listOf(0, 90, 90, 180, 270, 0), listOf(20, 46, 100, 200, 300, 340).map { quarter(it, 0) })
        assertEquals("flat on a table", 90, quarter(OrientationEventListener.ORIENTATION_UNKNOWN, 90))
    }
}
