package cn.gridwork.app.screen.map

import androidx.compose.foundation.background
import androidx.compose.foundation.border
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.height
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.lazy.items
import androidx.compose.runtime.Composable
import androidx.compose.runtime.remember
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clipToBounds
import androidx.compose.ui.draw.drawBehind
import androidx.compose.ui.geometry.Offset
import androidx.compose.ui.geometry.Size
import androidx.compose.ui.graphics.Path
import androidx.compose.ui.graphics.drawscope.DrawScope
import androidx.compose.ui.graphics.drawscope.Stroke
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.TextMeasurer
import androidx.compose.ui.text.TextStyle
import androidx.compose.ui.text.drawText
import androidx.compose.ui.text.rememberTextMeasurer
import androidx.compose.ui.unit.dp
import androidx.compose.ui.unit.sp
import cn.gridwork.app.R
import cn.gridwork.app.Route
import cn.gridwork.app.ScreenModel
import cn.gridwork.app.screen.visit.FixButton
import cn.gridwork.app.screen.visit.metres
import cn.gridwork.app.ui.Frame
import cn.gridwork.app.ui.Group
import cn.gridwork.app.ui.Gw
import cn.gridwork.app.ui.GwColors
import cn.gridwork.app.ui.Line
import cn.gridwork.app.ui.ListRow
import cn.gridwork.app.ui.LocalOwnScale
import cn.gridwork.app.ui.Quiet
import cn.gridwork.app.ui.Side
import cn.gridwork.core.EventKind
import cn.gridwork.core.GridClient
import cn.gridwork.core.GridMap
import cn.gridwork.core.MapMark
import cn.gridwork.core.MapPoint

data class MapState(
    val loading: Boolean = true,
    val map: GridMap = GridMap(emptyList(), emptyList()),
    /** How many times larger than the whole. */
    val zoom: Int = 1,
    /** What stands in the middle; the whole if nothing was chosen. */
    val middle: Spot? = null,
    /** Where the phone was when it was asked, as long as the drawing is open; kept and told nowhere. */
    val here: Spot? = null,
)

/** A place on the drawing, and how far off it may be. */
data class Spot(val lonE7: Int, val latE7: Int, val metres: Int = 0)

sealed interface MapEvent {
    data object Larger : MapEvent
    data object Smaller : MapEvent
    data class To(val point: MapPoint) : MapEvent

    /** 定位: the phone was asked once where it is. */
    data class Here(val spot: Spot) : MapEvent
    data class Trouble(val code: String) : MapEvent
}

/** 地图: always on the phone, taps only. No position is kept but the objects'. */
class MapModel(private val client: GridClient) : ScreenModel<MapState>(MapState()) {
    init {
        follow(client, concerns = { it.kind in DRAWN }) {
            val map = client.map()
            update { it.copy(loading = false, map = map) }
        }
    }

    fun on(event: MapEvent) = when (event) {
        MapEvent.Larger -> update { it.copy(zoom = (it.zoom * 2).coerceAtMost(MOST)) }
        MapEvent.Smaller -> update { it.copy(zoom = (it.zoom / 2).coerceAtLeast(1), middle = it.middle.takeIf { _ -> it.zoom > 2 }) }
        is MapEvent.To -> centre(Spot(event.point.lonE7, event.point.latE7))
        is MapEvent.Here -> {
            update { it.copy(here = event.spot) }
            centre(event.spot)
        }
        is MapEvent.Trouble -> say(event.code)
    }

    private fun centre(spot: Spot) {
        say(null)
        update { it.copy(middle = spot, zoom = it.zoom.coerceAtLeast(2)) }
    }

    private companion object {
        const val MOST = 16

        /** A household counts in its hamlet, and stands where its place was noted. */
        val DRAWN = setOf(EventKind.Place, EventKind.Household, EventKind.Directory)
    }
}

@Composable
fun MapScreen(state: MapState, notice: String?, onEvent: (MapEvent) -> Unit, onOpen: (Route) -> Unit, onBack: () -> Unit) {
    val projection = remember(state.map) { Projection(state.map) }
    val square = gridMetres(projection.extent / state.zoom)
    val width = if (square >= 1_000) stringResource(R.string.map_kilometres, square / 1_000) else stringResource(R.string.map_metres, square)
    Frame(
        title = stringResource(R.string.map_title),
        status = stringResource(R.string.map_north, width),
        notice = notice,
        help = "map",
        onBack = onBack,
        bottom = {
            FixButton(state.here?.metres, "map", onTrouble = { onEvent(MapEvent.Trouble(it)) }) {
                onEvent(MapEvent.Here(Spot((it.longitude * 1e7).toInt(), (it.latitude * 1e7).toInt(), metres(it))))
            }
        },
    ) {
        if (state.loading) return@Frame
        if (state.map.points.isEmpty()) {
            item { Line(stringResource(R.string.map_empty)) }
            return@Frame
        }
        item(key = "drawing") { Drawing(state, projection, square) }
        item(key = "zoom") {
            Side(Modifier.padding(horizontal = 16.dp)) {
                Quiet("＋ " + stringResource(R.string.map_larger), Modifier.testTag("larger")) { onEvent(MapEvent.Larger) }
                Quiet("－ " + stringResource(R.string.map_smaller), Modifier.testTag("smaller")) { onEvent(MapEvent.Smaller) }
            }
            Line(stringResource(R.string.map_hint), secondary = true)
            Line(stringResource(R.string.map_list), secondary = true)
        }
        val (homes, places) = state.map.points.partition { it.mark == MapMark.Household }
        items(places, key = { it.id }) { point ->
            ListRow(
                point.name, Modifier.testTag("point"),
                below = stringResource(words(point.mark)),
                aside = if (point.mark == MapMark.Hamlet) stringResource(R.string.map_households, point.households) else null,
            ) { onEvent(MapEvent.To(point)) }
        }
        if (homes.isEmpty()) return@Frame
        item(key = "homes") { Group(stringResource(R.string.map_homes)) }
        items(homes, key = { it.id }) { home ->
            ListRow(stringResource(R.string.household_of, home.name), Modifier.testTag("home")) { onOpen(Route.Household(home.id)) }
        }
    }
}

@Composable
private fun Drawing(state: MapState, projection: Projection, square: Int) {
    val homes = state.map.points.count { it.mark == MapMark.Household }
    val others = state.map.points.size - homes
    val said = if (homes == 0) stringResource(R.string.map_drawing, others) else stringResource(R.string.map_drawing_homes, others, homes)
    val measurer = rememberTextMeasurer()
    val letters = MapMark.entries.associateWith { stringResource(words(it)).take(1) }
    val colors = Gw.colors
    val own = LocalOwnScale.current
    Box(
        Modifier.fillMaxWidth().padding(horizontal = 16.dp).height(320.dp)
            .background(colors.surface).border(1.dp, colors.edge).clipToBounds()
            .semantics { contentDescription = said }
            .testTag("drawing")
            .drawBehind { Plan(this, state, projection, colors, measurer, letters, own).draw(square) },
    )
}

/** One drawing: grid, outlines, marks, names. */
private class Plan(
    private val scope: DrawScope,
    private val state: MapState,
    private val projection: Projection,
    private val colors: GwColors,
    private val measurer: TextMeasurer,
    private val letters: Map<MapMark, String>,
    private val own: Float,
) {
    private val scale = minOf(scope.size.width, scope.size.height) * 0.85 * state.zoom / projection.extent
    private val middleX = state.middle?.let { projection.x(it.lonE7) } ?: 0.0
    private val middleY = state.middle?.let { projection.y(it.latE7) } ?: 0.0

    private fun at(lonE7: Int, latE7: Int) = Offset(
        (scope.size.width / 2 + (projection.x(lonE7) - middleX) * scale).toFloat(),
        (scope.size.height / 2 - (projection.y(latE7) - middleY) * scale).toFloat(),
    )

    fun draw(square: Int) {
        grid(square)
        for (outline in state.map.outlines) {
            val path = Path()
            outline.ring.forEachIndexed { i, (lon, lat) -> at(lon, lat).let { if (i == 0) path.moveTo(it.x, it.y) else path.lineTo(it.x, it.y) } }
            path.close()
            scope.drawPath(path, colors.accent, style = Stroke(width = 2 * scope.density))
        }
        // Dwellings and households only in close view. Hamlets last: their names stand above everything.
        val shown = state.map.points.filter { it.mark !in NEAR || state.zoom >= CLOSE }
        for (point in shown.sortedBy { it.mark == MapMark.Hamlet }) mark(point)
        state.here?.let { here(it) }
    }

    /** A ring as wide as the fix may be off, with a cross in it: no mark of the map looks like it. */
    private fun here(spot: Spot) {
        val at = at(spot.lonE7, spot.latE7)
        val arm = 5 * scope.density
        scope.drawCircle(colors.accent, maxOf((spot.metres * scale).toFloat(), 2 * arm), at, style = Stroke(2 * scope.density))
        scope.drawLine(colors.accent, Offset(at.x - arm, at.y), Offset(at.x + arm, at.y), 2 * scope.density)
        scope.drawLine(colors.accent, Offset(at.x, at.y - arm), Offset(at.x, at.y + arm), 2 * scope.density)
    }

    private fun grid(square: Int) {
        val step = (square * scale).toFloat()
        if (step < 4) return
        var x = ((scope.size.width / 2 - middleX * scale) % step).toFloat()
        while (x < scope.size.width) {
            scope.drawLine(colors.line, Offset(x, 0f), Offset(x, scope.size.height))
            x += step
        }
        var y = ((scope.size.height / 2 + middleY * scale) % step).toFloat()
        while (y < scope.size.height) {
            scope.drawLine(colors.line, Offset(0f, y), Offset(scope.size.width, y))
            y += step
        }
    }

    private fun mark(point: MapPoint) {
        val at = at(point.lonE7, point.latE7)
        val r = 7 * scope.density
        when (point.mark) {
            MapMark.Hamlet, MapMark.House -> scope.drawRect(colors.ink, Offset(at.x - r * 0.7f, at.y - r * 0.7f), Size(r * 1.4f, r * 1.4f))
            MapMark.Household -> shape(ROOFED, at, r)
            MapMark.Fire -> shape(listOf(0f to -1f, 1f to 0.8f, -1f to 0.8f), at, r)
            MapMark.Water -> shape(listOf(0f to -1f, 1f to 0f, 0f to 1f, -1f to 0f), at, r)
            MapMark.Road, MapMark.Ground, MapMark.Place -> scope.drawCircle(colors.ink, r * 0.8f, at)
        }
        if (point.mark == MapMark.Hamlet) {
            write(point.name, Offset(at.x + r, at.y - r))
        } else {
            write(letters.getValue(point.mark), Offset(at.x + r, at.y - r))
        }
    }

    private fun shape(corners: List<Pair<Float, Float>>, at: Offset, r: Float) {
        val path = Path()
        corners.forEachIndexed { i, (x, y) -> if (i == 0) path.moveTo(at.x + x * r, at.y + y * r) else path.lineTo(at.x + x * r, at.y + y * r) }
        path.close()
        scope.drawPath(path, colors.ink)
    }

    private fun write(text: String, at: Offset) {
        val laid = measurer.measure(text, TextStyle(color = colors.ink, fontSize = (SMALLEST_TEXT * own).sp))
        scope.drawText(laid, topLeft = at)
    }
}

/** Nothing is written smaller. */
private const val SMALLEST_TEXT = 16

/** From here on single dwellings and households are drawn. */
private const val CLOSE = 4

private val NEAR = setOf(MapMark.House, MapMark.Household)

/** A house with its roof. */
private val ROOFED = listOf(0f to -1f, 0.9f to -0.1f, 0.6f to -0.1f, 0.6f to 0.8f, -0.6f to 0.8f, -0.6f to -0.1f, -0.9f to -0.1f)

private fun words(mark: MapMark): Int = when (mark) {
    MapMark.Hamlet -> R.string.mark_hamlet
    MapMark.Household -> R.string.mark_household
    MapMark.Fire -> R.string.mark_fire
    MapMark.Water -> R.string.mark_water
    MapMark.House -> R.string.mark_house
    MapMark.Road -> R.string.mark_road
    MapMark.Ground -> R.string.mark_ground
    MapMark.Place -> R.string.mark_place
}
