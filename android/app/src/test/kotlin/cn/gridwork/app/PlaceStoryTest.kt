package cn.gridwork.app

import android.Manifest
import android.content.pm.PackageManager
import android.location.Location
import android.location.LocationManager
import android.os.SystemClock
import androidx.compose.ui.test.onAllNodesWithTag
import cn.gridwork.core.GridMap
import cn.gridwork.core.MapMark
import cn.gridwork.core.NewPerson
import cn.gridwork.core.Phone
import org.junit.Assert.assertEquals
import org.junit.Rule
import org.junit.Test
import org.junit.rules.TemporaryFolder
import org.robolectric.Shadows.shadowOf
import org.robolectric.shadows.ShadowSystemClock
import java.io.File
import java.time.Duration

/** Where a house stands: noted in front of it with one fix, on the map from then on, and taken off again. */
class PlaceStoryTest : StoryTest() {
    @get:Rule val temporary = TemporaryFolder()

    private val manager get() = app.getSystemService(LocationManager::class.java)

    /** The phone, asked where it is, answers once. */
    private fun answer(metres: Float) {
        rule.waitForIdle()
        shadowOf(manager).simulateLocation(
            Location(LocationManager.GPS_PROVIDER).apply {
                longitude = 111.45
                latitude = 41.09
                accuracy = metres
                time = System.currentTimeMillis()
                elapsedRealtimeNanos = SystemClock.elapsedRealtimeNanos()
            },
        )
    }

    /** The household of somebody whom nobody else is called like, opened. */
    private fun opened(): String {
        val house = off { session.client.today().lines }.first { it.isHousehold }.target
        off { session.client.addMember(house, NewPerson("房角示意", 2, 99, 1)) }
        turnTo("tab-Find")
        type("query", "房角示意")
        tap("hit")
        reads("place", "没记过")
        return house
    }

    private fun homes(map: GridMap) = map.points.filter { it.mark == MapMark.Household }

    @Test fun aHouseIsOnTheMapFromWhenItsPlaceWasNotedUntilItIsTakenOff() {
        enrol()
        val other = Phone(File(temporary.root, "other"))
        off { other.enrol(hub) }
        val house = opened()
        shadowOf(app).grantPermissions(Manifest.permission.ACCESS_FINE_LOCATION)
        shadowOf(manager).setProviderEnabled(LocationManager.GPS_PROVIDER, true)
        // What knows the hamlet only is no place of a house.
        tap("locate-house")
        answer(1_500f)
        says("notice", "定得不准")
        assertEquals(null, off { session.client.household(house) }.placedWithin)
        // The system gives a fix of just now again.
        ShadowSystemClock.advanceBy(Duration.ofMinutes(1))
        taps = 0
        tap("locate-house")
        answer(12f)
        reads("place", "记在地图上，误差约 12 米")
        gone("notice")
        assertEquals(1, taps)

        // It is on the map here and, after an exchange, on that of whoever else has the cell.
        val noted = homes(off { session.client.map() }).single()
        assertEquals(listOf(house, 1_114_500_000, 410_900_000), listOf(noted.id, noted.lonE7, noted.latE7))
        sync()
        off {
            other.sync()
            assertEquals(listOf(noted), homes(other.core.map()))
        }
        tap("back")
        turnTo("tab-Today")
        reach("to-map")
        tap("to-map")
        reads("home", noted.name + "家")
        tap("home")
        reads("place", "误差约 12 米")

        // Taken off it is asked about once, and gone from every map.
        tap("unplace")
        await("ask")
        tap("back")
        reads("place", "误差约 12 米")
        tap("unplace")
        reach("unplaced")
        tap("unplaced")
        reads("place", "没记过")
        tap("back")
        reach("drawing")
        gone("home")
        sync()
        off {
            other.sync()
            assertEquals(emptyList<Any>(), homes(other.core.map()))
            other.putAway()
        }
    }

    @Suppress("DEPRECATION") // The way the system answers.
    @Test fun aPhoneThatMayNotSayWhereItIsSaysSoAndWritesNothing() {
        enrol()
        val house = opened()
        val before = off { session.client.queue(10) }.size
        tap("locate-house")
        until { Manifest.permission.ACCESS_FINE_LOCATION in shadowOf(rule.activity).lastRequestedPermission?.requestedPermissions.orEmpty() }
        val wanted = shadowOf(rule.activity).lastRequestedPermission
        rule.activityRule.scenario.onActivity {
            it.onRequestPermissionsResult(wanted.requestCode, wanted.requestedPermissions, intArrayOf(PackageManager.PERMISSION_DENIED))
        }
        says("notice", "房子位置没动")
        assertEquals(before, off { session.client.queue(10) }.size)
        assertEquals(null, off { session.client.household(house) }.placedWithin)
        assertEquals(0, rule.onAllNodesWithTag("unplace").fetchSemanticsNodes().size)
    }
}
