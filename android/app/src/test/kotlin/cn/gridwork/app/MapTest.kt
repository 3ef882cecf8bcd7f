package cn.gridwork.app

import android.content.ComponentName
import android.content.Context
import androidx.activity.ComponentActivity
import androidx.activity.compose.setContent
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.getValue
import androidx.compose.runtime.setValue
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.graphics.toPixelMap
import androidx.compose.ui.test.captureToImage
import androidx.compose.ui.test.junit4.v2.createEmptyComposeRule
import androidx.compose.ui.test.onNodeWithTag
import androidx.test.core.app.ActivityScenario
import androidx.test.core.app.ApplicationProvider
import cn.gridwork.app.screen.map.MapScreen
import cn.gridwork.app.screen.map.MapState
import cn.gridwork.app.screen.map.Projection
import cn.gridwork.app.screen.map.Spot
import cn.gridwork.app.ui.GridworkTheme
import cn.gridwork.app.ui.Gw
import cn.gridwork.app.ui.TextSize
import cn.gridwork.core.GridMap
import cn.gridwork.core.MapMark
import cn.gridwork.core.MapOutline
import cn.gridwork.core.MapPoint
import org.junit.Assert.assertEquals
import org.junit.Assert.assertNotEquals
import org.junit.Before
import org.junit.Rule
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.Shadows.shadowOf
import kotlin.math.roundToInt

/** The drawing of the map by its pixels: what is where. */
@RunWith(RobolectricTestRunner::class)
class MapTest {
    @get:Rule val rule = createEmptyComposeRule()

    private val lon = 1_114_500_000
    private val lat = 410_200_000

    /** A cell 0.02° wide and high around a hamlet in its middle, a dwelling and a household in it, and a crossing in a corner. */
    private val map = GridMap(
        listOf(
            MapPoint("h", MapMark.Hamlet, "东沟", lon, lat, 41),
            MapPoint("d", MapMark.House, "危房", lon + 40_000, lat - 40_000, 0),
            MapPoint("f", MapMark.Household, "白示意", lon + 30_000, lat + 40_000, 0),
            MapPoint("r", MapMark.Road, "过水路", lon - 70_000, lat + 60_000, 0),
        ),
        listOf(
            MapOutline(
                "cell", "第1网格",
                listOf(lon - 100_000 to lat - 100_000, lon + 100_000 to lat - 100_000, lon + 100_000 to lat + 100_000, lon - 100_000 to lat + 100_000),
            ),
        ),
    )

    private var state by mutableStateOf(MapState(false, map))
    private var colors: Pair<Color, Color>? = null

    @Before fun declareTheActivity() {
        val context = ApplicationProvider.getApplicationContext<Context>()
        shadowOf(context.packageManager).addActivityIfNotPresent(ComponentName(context, ComponentActivity::class.java))
    }

    /** The colour where a point of the earth is drawn. */
    private fun colourAt(lonE7: Int, latE7: Int): Color {
        rule.waitForIdle()
        val pixels = rule.onNodeWithTag("drawing").captureToImage().toPixelMap()
        val projection = Projection(map)
        val scale = minOf(pixels.width, pixels.height) * 0.85 * state.zoom / projection.extent
        val (middleX, middleY) = state.middle?.let { projection.x(it.lonE7) to projection.y(it.latE7) } ?: (0.0 to 0.0)
        val x = pixels.width / 2 + (projection.x(lonE7) - middleX) * scale
        val y = pixels.height / 2 - (projection.y(latE7) - middleY) * scale
        return pixels[x.roundToInt(), y.roundToInt()]
    }

    @Test fun hamletsHazardsAndTheOutlineOfTheCellAreWhereTheyAre() {
        ActivityScenario.launch(ComponentActivity::class.java).use { scenario ->
            scenario.onActivity { activity ->
                activity.setContent {
                    GridworkTheme(TextSize.Standard, false) {
                        colors = Gw.colors.ink to Gw.colors.accent
                        MapScreen(state, null, {}, {}, {})
                    }
                }
            }
            rule.waitForIdle()
            val (ink, accent) = checkNotNull(colors)
            assertEquals("a hamlet", ink, colourAt(lon, lat))
            assertEquals("a crossing", ink, colourAt(lon - 70_000, lat + 60_000))
            assertEquals("the outline, west", accent, colourAt(lon - 100_000, lat))
            assertEquals("the outline, north", accent, colourAt(lon, lat + 100_000))
            assertNotEquals("nothing", ink, colourAt(lon + 60_000, lat + 60_000))
            // Dwellings and households only in close view.
            assertNotEquals("a household from afar", ink, colourAt(lon + 30_000, lat + 40_000))
            assertNotEquals("a dwelling from afar", ink, colourAt(lon + 40_000, lat - 40_000))
            state = state.copy(zoom = 4, middle = Spot(lon + 40_000, lat - 40_000))
            assertEquals("a dwelling, close", ink, colourAt(lon + 40_000, lat - 40_000))
            state = state.copy(middle = Spot(lon + 30_000, lat + 40_000))
            assertEquals("a household, close", ink, colourAt(lon + 30_000, lat + 40_000))
            state = state.copy(middle = Spot(lon + 40_000, lat - 40_000))
            // The phone itself, once it was asked.
            val here = Spot(lon + 50_000, lat - 30_000, 12)
            assertNotEquals("not asked yet", accent, colourAt(here.lonE7, here.latE7))
            state = state.copy(here = here)
            assertEquals("the phone", accent, colourAt(here.lonE7, here.latE7))
        }
    }
}
