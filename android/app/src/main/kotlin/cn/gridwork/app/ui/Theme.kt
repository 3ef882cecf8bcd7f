package cn.gridwork.app.ui

import androidx.compose.foundation.isSystemInDarkTheme
import androidx.compose.foundation.shape.RoundedCornerShape
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Shapes
import androidx.compose.material3.Typography
import androidx.compose.material3.darkColorScheme
import androidx.compose.material3.lightColorScheme
import androidx.compose.runtime.Composable
import androidx.compose.runtime.CompositionLocalProvider
import androidx.compose.runtime.remember
import androidx.compose.runtime.staticCompositionLocalOf
import androidx.compose.ui.platform.LocalDensity
import androidx.compose.ui.text.TextStyle
import androidx.compose.ui.text.font.FontWeight
import androidx.compose.ui.unit.dp
import androidx.compose.ui.unit.sp
import kotlin.math.roundToInt

/** Colours, spaces and sizes of the app, as `Gw.colors.accent`. */
object Gw {
    val colors: GwColors
        @Composable get() = LocalGwColors.current

    /** Smallest target, and that of answers and of the primary button. */
    val target = 48.dp
    val primary = 60.dp

    /** From this scale on rows become two lines and buttons stack. */
    const val STACK_FROM = 1.5f

    /** Below this height, in dp, head and foot stand beside the rows. */
    const val LOW = 480
}

/** How large text is, besides what the system says. */
enum class TextSize(val body: Int) { Standard(18), Large(22), Largest(30) }

/** Whether this is a training phone; every screen says so. */
val LocalTraining = staticCompositionLocalOf { false }

/** How many times larger than usual the worker wants text, besides what the system says. */
val LocalOwnScale = staticCompositionLocalOf { 1f }

/** Largest text of a body, whatever is set where. */
private val BODY_MOST = 36.dp
private const val BODY = 18f

@Composable
fun GridworkTheme(
    textSize: TextSize = TextSize.Standard,
    dark: Boolean = isSystemInDarkTheme(),
    content: @Composable () -> Unit,
) {
    val colors = if (dark) DarkColors else LightColors
    // Not by the scale of the system, which lets large text grow less than small: 特大 would be 26 and not 30.
    val most = with(LocalDensity.current) { BODY_MOST.toSp().value }
    val own = (minOf(textSize.body.toFloat(), most) / BODY * 1_000).roundToInt() / 1_000f
    CompositionLocalProvider(LocalGwColors provides colors, LocalOwnScale provides own) {
        MaterialTheme(
            colorScheme = scheme(colors, dark),
            typography = remember(own) { typography(own) },
            shapes = Shapes(
                small = RoundedCornerShape(4.dp),
                medium = RoundedCornerShape(8.dp),
                large = RoundedCornerShape(12.dp),
            ),
            content = content,
        )
    }
}

private fun scheme(colors: GwColors, dark: Boolean) = (if (dark) darkColorScheme() else lightColorScheme()).copy(
    primary = colors.accent,
    onPrimary = colors.onAccent,
    primaryContainer = colors.accentSoft,
    onPrimaryContainer = colors.ink,
    secondary = colors.ink2,
    onSecondary = colors.paper,
    background = colors.paper,
    onBackground = colors.ink,
    surface = colors.surface,
    onSurface = colors.ink,
    surfaceVariant = colors.sunken,
    onSurfaceVariant = colors.ink2,
    surfaceContainerLowest = colors.surface,
    surfaceContainerLow = colors.surface,
    surfaceContainer = colors.surface,
    surfaceContainerHigh = colors.surface,
    surfaceContainerHighest = colors.sunken,
    error = colors.stop,
    onError = colors.paper,
    outline = colors.edge,
    outlineVariant = colors.line,
)

/** 34 number · 24 title · 20 row and button · 18 body · 16 secondary; nothing smaller. All [own] times as large. */
private fun typography(own: Float): Typography {
    fun text(size: Int, weight: FontWeight = FontWeight.Normal) =
        TextStyle(fontSize = (size * own).sp, lineHeight = (size * own * 1.5f).sp, fontWeight = weight)
    return Typography(
        displayLarge = text(34, FontWeight.SemiBold),
        displayMedium = text(34, FontWeight.SemiBold),
        displaySmall = text(34, FontWeight.SemiBold),
        headlineLarge = text(24, FontWeight.SemiBold),
        headlineMedium = text(24, FontWeight.SemiBold),
        headlineSmall = text(24, FontWeight.SemiBold),
        titleLarge = text(20, FontWeight.SemiBold),
        titleMedium = text(20, FontWeight.SemiBold),
        titleSmall = text(20),
        bodyLarge = text(18),
        bodyMedium = text(18),
        bodySmall = text(16),
        labelLarge = text(20, FontWeight.SemiBold),
        labelMedium = text(16),
        labelSmall = text(16),
    )
}
