package cn.gridwork.app.screen.map

import cn.gridwork.core.GridMap
import kotlin.math.cos
import kotlin.math.max

/**
 * Where points lie on a flat drawing of some kilometres, in metres east and north of the middle. Over a
 * village the error of this is far below the width of a mark.
 */
class Projection(map: GridMap) {
    private val lons = map.points.map { it.lonE7 } + map.outlines.flatMap { o -> o.ring.map { it.first } }
    private val lats = map.points.map { it.latE7 } + map.outlines.flatMap { o -> o.ring.map { it.second } }
    private val lon0 = middle(lons)
    private val lat0 = middle(lats)
    private val east = METRES * cos(Math.toRadians(lat0 / 1e7))

    /** Metres across everything, at least a kilometre. */
    val extent: Double = max(
        1_000.0,
        max((span(lons)) * east, span(lats) * METRES),
    )

    fun x(lonE7: Int): Double = (lonE7 - lon0) * east

    fun y(latE7: Int): Double = (latE7 - lat0) * METRES

    private companion object {
        /** Metres in 1e-7 degrees of latitude. */
        const val METRES = 111_320.0 / 1e7

        fun middle(all: List<Int>): Double = if (all.isEmpty()) 0.0 else (all.min().toDouble() + all.max()) / 2

        fun span(all: List<Int>): Double = if (all.isEmpty()) 0.0 else all.max().toDouble() - all.min()
    }
}

/** The width of a square of the grid for a drawing of [extent] metres: 1, 2 or 5 of a power of ten, four to ten of them. */
fun gridMetres(extent: Double): Int {
    var step = 10
    while (true) {
        for (factor in listOf(1, 2, 5)) if (extent / (step * factor) <= 10) return step * factor
        step *= 10
    }
}
