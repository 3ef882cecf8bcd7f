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
import androidx.compose.runtime.staticCompositionLocalOf
import androidx.compose.ui.platform.LocalDensity
import androidx.compose.ui.text.TextStyle
import androidx.compose.ui.text.font.FontWeight
import androidx.compose.ui.unit.Density
import androidx.compose.ui.unit.dp
import androidx.compose.ui.unit.sp

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

/** Largest text of a body, sp, whatever is set where. */
private const val BODY_MOST = 36f
private const val BODY = 18f

@Composable
fun GridworkTheme(
    textSize: TextSize = TextSize.Standard,
    dark: Boolean = isSystemInDarkTheme(),
    content: @Composable () -> Unit,
) {
    val colors = if (dark) DarkColors else LightColors
    val density = LocalDensity.current
    val scale = (density.fontScale * textSize.body / BODY).coerceAtMost(BODY_MOST / BODY)
    CompositionLocalProvider(
        LocalGwColors provides colors,
        LocalDensity provides Density(density.density, scale),
    ) {
        MaterialTheme(
            colorScheme = scheme(colors, dark),
            typography = type,
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

private fun text(size: Int, weight: FontWeight = FontWeight.Normal) =
    TextStyle(fontSize = size.sp, lineHeight = (size * 1.5f).sp, fontWeight = weight)

/** 34 number · 24 title · 20 row and button · 18 body · 16 secondary; nothing smaller. */
private val type = Typography(
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
