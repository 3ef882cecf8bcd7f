package cn.gridwork.app

import android.graphics.Bitmap
import cn.gridwork.core.GridFailure
import kotlinx.coroutines.runBlocking
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.rules.TemporaryFolder
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import java.io.RandomAccessFile
import java.time.Duration
import java.time.Instant

@RunWith(RobolectricTestRunner::class)
class PhotosTest {
    @get:Rule val folder = TemporaryFolder()

    private fun refused(file: java.io.File): String = try {
        runBlocking { Photos.prepare(file) }
        "taken"
    } catch (failure: GridFailure.File) {
        failure.code
    }

    @Test fun aPhotoIsMadeSmall() = runBlocking {
        val raw = folder.newFile("large.jpg")
        val bitmap = Bitmap.createBitmap(3200, 2400, Bitmap.Config.ARGB_8888)
        raw.outputStream().use { bitmap.compress(Bitmap.CompressFormat.JPEG, 95, it) }
        val small = Photos.prepare(raw)
        assertTrue(small.exists())
        assertFalse(raw.exists())
        val shown = checkNotNull(Photos.decode(small))
        assertTrue(maxOf(shown.width, shown.height) <= 1600)
    }

    @Test fun aPhotoThatIsNoneIsToldAndNotKept() {
        val raw = folder.newFile("text.jpg").apply { writeText("不是照片") }
        assertEquals("not_photo", refused(raw))
        assertFalse(raw.exists())
    }

    @Test fun aVideoOfThreeHundredMegabytesIsRefusedUnread() {
        val raw = folder.newFile("video.jpg")
        RandomAccessFile(raw, "rw").use { it.setLength(300L shl 20) }
        assertEquals("too_big", refused(raw))
    }

    @Test fun aPhotoThatIsGoneIsTold() = assertEquals("gone", refused(folder.root.resolve("gone.jpg")))

    @Test fun whatWasSealedGoesAtOnceAndWhatNobodyHandedInAfterDays() = runBlocking {
        val now = Instant.parse("2026-10-08T01:00:00Z")
        val sealed = folder.newFile("sealed-s.jpg")
        Photos.forget(listOf(sealed.path))
        assertFalse(sealed.exists())
        val old = folder.newFile("old-s.jpg").apply { setLastModified(now.minus(Duration.ofDays(15)).toEpochMilli()) }
        val open = folder.newFile("open-s.jpg").apply { setLastModified(now.minus(Duration.ofDays(13)).toEpochMilli()) }
        Photos.forgetOld(folder.root, now)
        assertFalse(old.exists())
        assertTrue(open.exists())
    }
}
