package cn.gridwork.app

import android.content.ComponentName
import android.content.Context
import android.graphics.Bitmap
import androidx.activity.ComponentActivity
import androidx.activity.compose.setContent
import androidx.compose.runtime.Composable
import androidx.compose.runtime.CompositionLocalProvider
import androidx.compose.runtime.getValue
import androidx.compose.runtime.key
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import androidx.compose.ui.graphics.asAndroidBitmap
import androidx.compose.ui.semantics.SemanticsActions
import androidx.compose.ui.semantics.SemanticsNode
import androidx.compose.ui.semantics.SemanticsProperties
import androidx.compose.ui.semantics.getOrNull
import androidx.compose.ui.test.captureToImage
import androidx.compose.ui.test.isRoot
import androidx.compose.ui.test.junit4.v2.createEmptyComposeRule
import androidx.compose.ui.test.onNodeWithTag
import androidx.compose.ui.test.onRoot
import androidx.compose.ui.text.TextLayoutResult
import androidx.test.core.app.ActivityScenario
import androidx.test.core.app.ApplicationProvider
import cn.gridwork.app.screen.BlockedScreen
import cn.gridwork.app.ui.GridworkTheme
import cn.gridwork.app.ui.LocalHelp
import cn.gridwork.app.ui.LocalTraining
import cn.gridwork.app.ui.TextSize
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Before
import org.junit.Rule
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.ParameterizedRobolectricTestRunner
import org.robolectric.RuntimeEnvironment
import org.robolectric.Shadows.shadowOf
import java.io.File

/**
 * Every screen on a phone, also on its side, and on ten inches, at once and twice the text, light and dark: nothing is cut,
 * everything that can be tapped is large enough and says what it is. The pictures go to `target/screens`,
 * some with `-Dgridwork.screens=…` to the folder of the documents too.
 */
@RunWith(ParameterizedRobolectricTestRunner::class)
class ScreensTest(private val size: String, private val font: Float, private val dark: Boolean) {
    @get:Rule val rule = createEmptyComposeRule()

    private var shown by mutableStateOf<Pair<String, @Composable () -> Unit>?>(null)

    @Before fun declareTheActivity() {
        val context = ApplicationProvider.getApplicationContext<Context>()
        shadowOf(context.packageManager).addActivityIfNotPresent(ComponentName(context, ComponentActivity::class.java))
    }

    private fun each(screens: Map<String, @Composable () -> Unit>, textSize: TextSize, check: (String) -> Unit) {
        RuntimeEnvironment.setQualifiers(QUALIFIERS.getValue(size).format(if (dark) "night" else "notnight"))
        RuntimeEnvironment.setFontScale(font)
        ActivityScenario.launch(ComponentActivity::class.java).use { scenario ->
            scenario.onActivity { activity ->
                activity.setContent {
                    GridworkTheme(textSize, dark) {
                        CompositionLocalProvider(LocalTraining provides true, LocalHelp provides {}) {
                            shown?.let { (name, screen) -> key(name) { screen() } }
                        }
                    }
                }
            }
            for (screen in screens) {
                rule.runOnUiThread { shown = screen.toPair() }
                rule.waitForIdle()
                check(screen.key)
            }
        }
    }

    @Test fun nothingIsCutAndEverythingCanBeTapped() = each(Samples.screens + Samples.others, TextSize.Standard) { name ->
        measure("$name $size $font")
        if (name in Samples.screens) picture(name)
    }

    @Test fun theLargestTextOfTheSettingsCutsNothingEither() {
        if (dark) return
        each(Samples.screens, TextSize.Largest) { name -> measure("$name $size $font largest") }
    }

    @Test fun everyScreenOffersItsHelpAndSaysThatItIsTraining() {
        if (size != "phone" || font != 1f || dark) return
        each(Samples.screens, TextSize.Standard) { name ->
            rule.onNodeWithTag("help-here").assertExists(name)
            rule.onNodeWithTag("training").assertExists(name)
        }
    }

    @Test fun everyFailureIsDrawnAndFits() {
        if (size != "phone" || font != 2f || dark) return
        val source = File(System.getProperty("gridwork.android"), "app/src/main/kotlin/cn/gridwork/app/ui/WordsOf.kt").readText()
        val codes = source.lines().filter { "R.string.err_" in it }.flatMap { line -> Regex("\"(\\w+)\"").findAll(line).map { it.groupValues[1] } }
        assertTrue("$codes", codes.size > 40)
        val words = mutableSetOf<String>()
        each((codes + "a code of a newer core").associateWith { code -> { BlockedScreen(code) } }, TextSize.Standard) { code ->
            measure(code)
            val said = rule.onNodeWithTag("notice").fetchSemanticsNode().config[SemanticsProperties.Text].joinToString { it.text }
            assertTrue("$code: $said", said.startsWith("▲ ") && "，" in said)
            words += said
        }
        // Every sentence of the catalogue was drawn: none is there for nothing.
        // The two about the PIN hold a number and are said by their own screen.
        val all = R.string::class.java.fields.map { it.name }.filter { it.startsWith("err_") && !it.startsWith("err_pin") }
        assertEquals(all.size, words.size)
    }

    /**
     * What a screen reader goes through, in its order, kept as text and reviewed like code. Where it is meant
     * to be otherwise, the file is replaced by the one in `target/order`.
     */
    @Test fun everyScreenIsReadInItsOrder() {
        if (size != "phone" || font != 1f || dark) return
        val kept = File(System.getProperty("gridwork.android"), "app/src/test/order")
        val differ = mutableListOf<String>()
        each(Samples.screens, TextSize.Standard) { name ->
            val read = all(rule.onRoot().fetchSemanticsNode()).mapNotNull(::spoken).joinToString("\n", postfix = "\n")
            val file = File(kept, "$name.txt")
            if (!file.exists() || file.readText() != read) {
                File("target/order").mkdirs()
                File("target/order", "$name.txt").writeText(read)
                differ += name
            }
        }
        assertEquals("read otherwise; see target/order", emptyList<String>(), differ)
        assertEquals(Samples.screens.keys.map { "$it.txt" }.sorted(), kept.list().orEmpty().sorted())
    }

    /** What is said of a node; `null` of one that says nothing. */
    private fun spoken(node: SemanticsNode): String? {
        val words = node.config.getOrNull(SemanticsProperties.ContentDescription)?.joinToString("，")
            ?: node.config.getOrNull(SemanticsProperties.Text)?.joinToString("，") { it.text }
            ?: return null
        val field = node.config.getOrNull(SemanticsProperties.EditableText)?.text
        val kind = when {
            node.config.contains(SemanticsProperties.Heading) -> "heading"
            field != null -> "field"
            else -> node.config.getOrNull(SemanticsProperties.Role)?.toString()?.lowercase()
        }
        val state = listOfNotNull(
            kind,
            field?.ifEmpty { null },
            "chosen".takeIf { node.config.getOrNull(SemanticsProperties.Selected) == true },
            node.config.getOrNull(SemanticsProperties.ToggleableState)?.toString()?.lowercase(),
            "off".takeIf { node.config.contains(SemanticsProperties.Disabled) },
        )
        return if (state.isEmpty()) words else "$words  [${state.joinToString(" ")}]"
    }

    private fun measure(place: String) {
        val root = rule.onRoot().fetchSemanticsNode()
        val least = 48 * root.layoutInfo.density.density - 0.5f
        // There is always room to work in.
        for (rows in all(root).filter { it.config.getOrNull(SemanticsProperties.TestTag) == "rows" }) {
            assertTrue("$place: rows are ${rows.size.height} high", rows.size.height >= 3 * least)
        }
        for (node in all(root)) {
            val label = (node.config.getOrNull(SemanticsProperties.Text)?.joinToString { it.text } ?: "") +
                (node.config.getOrNull(SemanticsProperties.ContentDescription)?.joinToString() ?: "")
            if (node.config.contains(SemanticsActions.OnClick)) {
                assertTrue("$place: something without a word can be tapped", label.isNotBlank())
                // What is scrolled half out of sight is measured where it is whole.
                val whole = node.size
                assertTrue("$place: $label is ${whole.width}×${whole.height}", whole.width >= least && whole.height >= least)
            }
        }
        for (node in all(rule.onRoot(useUnmergedTree = true).fetchSemanticsNode())) {
            val action = node.config.getOrNull(SemanticsActions.GetTextLayoutResult)?.action ?: continue
            val laid = mutableListOf<TextLayoutResult>()
            rule.runOnUiThread { action(laid) }
            for (text in laid) {
                val words = text.layoutInput.text.text
                // Not `hasVisualOverflow`: it compares with the width that was offered, not with the one taken.
                val wide = (0 until text.lineCount).any { text.getLineRight(it) - text.getLineLeft(it) > text.size.width + 1 }
                assertTrue("$place: $words is cut", !text.didOverflowHeight && !wide)
                assertTrue("$place: $words stands outside", node.boundsInRoot.right <= root.size.width + 1)
            }
        }
    }

    private fun all(node: SemanticsNode): List<SemanticsNode> = listOf(node) + node.children.flatMap(::all)

    private fun picture(name: String) {
        val bitmap = rule.onNode(isRoot()).captureToImage().asAndroidBitmap().copy(Bitmap.Config.ARGB_8888, false)
        val kind = "$size-${font.toInt()}x-${if (dark) "dark" else "light"}"
        for (folder in listOfNotNull(File("target/screens"), DOCUMENTS?.takeIf { kind in DOCUMENTED })) {
            folder.mkdirs()
            Png.write(bitmap, File(folder, "$name-$kind.png"))
        }
    }

    companion object {
        /** Where the documents keep theirs; three of the eight show enough there. */
        private val DOCUMENTS = System.getProperty("gridwork.screens")?.ifBlank { null }?.let(::File)
        private val DOCUMENTED = setOf("phone-1x-light", "phone-2x-dark", "tablet-1x-light")
        private val QUALIFIERS = mapOf(
            "phone" to "zh-rCN-w360dp-h640dp-%s-hdpi",
            "turned" to "zh-rCN-w640dp-h360dp-land-%s-hdpi",
            "tablet" to "zh-rCN-w800dp-h1280dp-%s-mdpi",
        )

        @JvmStatic
        @ParameterizedRobolectricTestRunner.Parameters(name = "{0} {1} dark={2}")
        fun all(): List<Array<Any>> = buildList {
            for (size in listOf("phone", "tablet")) for (font in listOf(1f, 2f)) for (dark in listOf(false, true)) add(arrayOf(size, font, dark))
            for (font in listOf(1f, 2f)) add(arrayOf("turned", font, false))
        }
    }
}
