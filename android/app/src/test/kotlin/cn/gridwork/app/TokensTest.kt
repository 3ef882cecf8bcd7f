package cn.gridwork.app

import androidx.compose.ui.graphics.Color
import cn.gridwork.app.ui.DarkColors
import cn.gridwork.app.ui.GwColors
import cn.gridwork.app.ui.LightColors
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Test
import java.io.File
import kotlin.math.max
import kotlin.math.min
import kotlin.math.pow
import kotlin.math.sqrt

/** The colours of the app are those of `design/tokens.json`, and they can be read and told apart. */
class TokensTest {
    private val android = File(System.getProperty("gridwork.android"))
    private val json = File(android, "../design/tokens.json").readText()

    private fun tokens(theme: String): Map<String, String> =
        Regex(""""([a-zA-Z0-9]+)"\s*:\s*"(#[0-9A-Fa-f]{6})"""")
            .findAll(json.substringAfter("\"$theme\"").substringBefore('}')).associate { it.groupValues[1] to it.groupValues[2] }

    private fun named(colors: GwColors): Map<String, Color> = with(colors) {
        mapOf(
            "paper" to paper, "surface" to surface, "sunken" to sunken, "ink" to ink, "ink2" to ink2, "accent" to accent,
            "accentSoft" to accentSoft, "wait" to wait, "waitSoft" to waitSoft, "stop" to stop, "stopSoft" to stopSoft,
            "edge" to edge, "line" to line, "onAccent" to onAccent,
        )
    }

    private fun hex(color: Color) = "#%02X%02X%02X".format(
        Math.round(color.red * 255), Math.round(color.green * 255), Math.round(color.blue * 255),
    )

    @Test fun theAppUsesTheTokens() {
        assertEquals(tokens("light"), named(LightColors).mapValues { hex(it.value) })
        assertEquals(tokens("dark"), named(DarkColors).mapValues { hex(it.value) })
    }

    @Test fun textCanBeReadAndControlsCanBeSeen() {
        for (colors in listOf(LightColors, DarkColors)) {
            for (ground in listOf(colors.paper, colors.surface, colors.sunken)) {
                for (text in listOf(colors.ink, colors.ink2, colors.accent)) assertTrue(contrast(text, ground) >= 4.5)
                assertTrue(contrast(colors.edge, ground) >= 3.0)
            }
            val own = listOf(
                colors.accent to colors.accentSoft, colors.wait to colors.waitSoft, colors.stop to colors.stopSoft,
                colors.wait to colors.paper, colors.stop to colors.paper, colors.onAccent to colors.accent,
                colors.ink to colors.stopSoft, colors.ink to colors.waitSoft, colors.ink to colors.accentSoft,
            )
            for ((text, ground) in own) assertTrue("${hex(text)} on ${hex(ground)}", contrast(text, ground) >= 4.5)
        }
    }

    @Test fun meaningsStayApartForEveryEye() {
        for ((colors, least) in listOf(LightColors to 18.0, DarkColors to 23.0)) {
            val meanings = listOf(colors.ink, colors.accent, colors.wait, colors.stop)
            for (eye in EYES) {
                for (i in meanings.indices) for (j in 0 until i) {
                    val apart = distance(lab(seen(meanings[i], eye)), lab(seen(meanings[j], eye)))
                    assertTrue("${hex(meanings[i])} and ${hex(meanings[j])}: $apart", apart >= least)
                }
            }
        }
    }

    @Test fun noOtherFileNamesAColour() {
        val sources = File(android, "app/src/main/kotlin").walk().filter { it.extension == "kt" && it.name != "Tokens.kt" }
        for (source in sources) assertTrue(source.path, !Regex("Color\\(0x|#[0-9A-Fa-f]{6}\"").containsMatchIn(source.readText()))
    }

    private fun linear(channel: Float): Double =
        if (channel <= 0.04045f) channel / 12.92 else ((channel + 0.055) / 1.055).pow(2.4)

    private fun rgb(color: Color) = doubleArrayOf(linear(color.red), linear(color.green), linear(color.blue))

    private fun luminance(color: Color) = rgb(color).let { 0.2126 * it[0] + 0.7152 * it[1] + 0.0722 * it[2] }

    private fun contrast(a: Color, b: Color): Double {
        val (dark, light) = luminance(a).let { x -> luminance(b).let { y -> min(x, y) to max(x, y) } }
        return (light + 0.05) / (dark + 0.05)
    }

    private fun seen(color: Color, eye: Array<DoubleArray>): DoubleArray {
        val from = rgb(color)
        return DoubleArray(3) { row -> (0..2).sumOf { eye[row][it] * from[it] }.coerceIn(0.0, 1.0) }
    }

    private fun lab(rgb: DoubleArray): DoubleArray {
        val x = (0.4124564 * rgb[0] + 0.3575761 * rgb[1] + 0.1804375 * rgb[2]) / 0.95047
        val y = 0.2126729 * rgb[0] + 0.7151522 * rgb[1] + 0.0721750 * rgb[2]
        val z = (0.0193339 * rgb[0] + 0.1191920 * rgb[1] + 0.9503041 * rgb[2]) / 1.08883
        val f = { t: Double -> if (t > 216.0 / 24389) Math.cbrt(t) else (24389.0 / 27 * t + 16) / 116 }
        return doubleArrayOf(116 * f(y) - 16, 500 * (f(x) - f(y)), 200 * (f(y) - f(z)))
    }

    private fun distance(a: DoubleArray, b: DoubleArray) = sqrt((0..2).sumOf { (a[it] - b[it]).pow(2) })

    private companion object {
        /** Full protan, deutan and tritan vision (Machado, Oliveira, Fernandes 2009), on linear light. */
        val EYES = listOf(
            arrayOf(
                doubleArrayOf(0.152286, 1.052583, -0.204868),
                doubleArrayOf(0.114503, 0.786281, 0.099216),
                doubleArrayOf(-0.003882, -0.048116, 1.051998),
            ),
            arrayOf(
                doubleArrayOf(0.367322, 0.860646, -0.227968),
                doubleArrayOf(0.280085, 0.672501, 0.047413),
                doubleArrayOf(-0.011820, 0.042940, 0.968881),
            ),
            arrayOf(
                doubleArrayOf(1.255528, -0.076749, -0.178779),
                doubleArrayOf(-0.078411, 0.930809, 0.147602),
                doubleArrayOf(0.004733, 0.691367, 0.303900),
            ),
        )
    }
}
