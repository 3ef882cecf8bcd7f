package cn.gridwork.app.ui

import androidx.compose.runtime.Immutable
import androidx.compose.runtime.staticCompositionLocalOf
import androidx.compose.ui.graphics.Color

/**
 * The colours of `design/tokens.json`; `TokensTest` compares every one and measures contrast. No
 * other file of the app names a colour.
 */
@Immutable
data class GwColors(
    val paper: Color,
    val surface: Color,
    val sunken: Color,
    val ink: Color,
    val ink2: Color,
    val accent: Color,
    val accentSoft: Color,
    val wait: Color,
    val waitSoft: Color,
    val stop: Color,
    val stopSoft: Color,
    val edge: Color,
    val line: Color,
    val onAccent: Color,
)

/** Light is the default: snow glares. */
val LightColors = GwColors(
    paper = Color(0xFFFAF8F4),
    surface = Color(0xFFFFFFFF),
    sunken = Color(0xFFF1EEE7),
    ink = Color(0xFF1F1B16),
    ink2 = Color(0xFF524B41),
    accent = Color(0xFF0B5A7A),
    accentSoft = Color(0xFFE1EFF5),
    wait = Color(0xFF8A6100),
    waitSoft = Color(0xFFFBF0D9),
    stop = Color(0xFF8C1515),
    stopSoft = Color(0xFFFBE9E6),
    edge = Color(0xFF857D6F),
    line = Color(0xFFD9D3C7),
    onAccent = Color(0xFFFFFFFF),
)

val DarkColors = GwColors(
    paper = Color(0xFF121314),
    surface = Color(0xFF1C1E20),
    sunken = Color(0xFF0B0C0C),
    ink = Color(0xFFF2EFEA),
    ink2 = Color(0xFFC3BEB5),
    accent = Color(0xFF7CC4E4),
    accentSoft = Color(0xFF12303D),
    wait = Color(0xFFF2C063),
    waitSoft = Color(0xFF352710),
    stop = Color(0xFFFF8F80),
    stopSoft = Color(0xFF3D1713),
    edge = Color(0xFF8C9196),
    line = Color(0xFF3A3D40),
    onAccent = Color(0xFF10222B),
)

internal val LocalGwColors = staticCompositionLocalOf { LightColors }
