package cn.gridwork.app

import android.content.ComponentName
import android.content.Context
import androidx.activity.ComponentActivity
import androidx.activity.compose.setContent
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Typography
import androidx.compose.runtime.key
import androidx.compose.runtime.mutableStateOf
import androidx.compose.ui.platform.LocalDensity
import androidx.compose.ui.test.junit4.v2.createEmptyComposeRule
import androidx.test.core.app.ActivityScenario
import androidx.test.core.app.ApplicationProvider
import cn.gridwork.app.ui.GridworkTheme
import cn.gridwork.app.ui.TextSize
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Before
import org.junit.Rule
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.RuntimeEnvironment
import org.robolectric.Shadows.shadowOf

/** Text is as large as was chosen, times what the system says, and no larger than fits. */
@RunWith(RobolectricTestRunner::class)
class TextSizesTest {
    @get:Rule val rule = createEmptyComposeRule()

    private val types = mutableMapOf<TextSize, Typography>()
    private var body = 0f

    @Before fun declareTheActivity() {
        val context = ApplicationProvider.getApplicationContext<Context>()
        shadowOf(context.packageManager).addActivityIfNotPresent(ComponentName(context, ComponentActivity::class.java))
    }

    /** The body of each size, in dp. */
    private fun bodies(system: Float): List<Float> {
        RuntimeEnvironment.setQualifiers("w360dp-h640dp-mdpi")
        RuntimeEnvironment.setFontScale(system)
        val size = mutableStateOf(TextSize.Standard)
        return ActivityScenario.launch(ComponentActivity::class.java).use { scenario ->
            scenario.onActivity { activity ->
                activity.setContent {
                    key(size.value) {
                        GridworkTheme(size.value, false) {
                            types[size.value] = MaterialTheme.typography
                            body = with(LocalDensity.current) { MaterialTheme.typography.bodyLarge.fontSize.toDp().value }
                        }
                    }
                }
            }
            TextSize.entries.map {
                rule.runOnUiThread { size.value = it }
                rule.waitForIdle()
                body
            }
        }
    }

    @Test fun whatWasChosenIsWhatIsDrawn() {
        bodies(1f).zip(listOf(18f, 22f, 30f)).forEach { (drawn, meant) -> assertEquals(meant, drawn, 0.02f) }
        // What the system adds it adds in its own way: less to what is large already.
        for (system in listOf(1.3f, 1.5f, 2f)) {
            val (standard, large, largest) = bodies(system)
            assertTrue("$system: $standard, $large, $largest", standard > 18f * 1.15f && large >= standard && largest >= large && largest in 29.9f..36.1f)
        }
        assertEquals(36f, bodies(2f).last(), 0.1f)
    }

    @Test fun nothingIsSmallerThanSixteenAndLinesStandApart() {
        bodies(1f)
        val styles = with(types.getValue(TextSize.Standard)) {
            assertEquals(listOf(34f, 24f, 20f, 20f, 18f, 16f), listOf(displaySmall, headlineMedium, titleMedium, labelLarge, bodyLarge, bodySmall).map { it.fontSize.value })
            listOf(
                displayLarge, displayMedium, displaySmall, headlineLarge, headlineMedium, headlineSmall, titleLarge, titleMedium, titleSmall,
                bodyLarge, bodyMedium, bodySmall, labelLarge, labelMedium, labelSmall,
            )
        }
        for (style in styles) {
            assertTrue("$style", style.fontSize.value >= 16)
            assertEquals("$style", style.fontSize.value * 1.5f, style.lineHeight.value, 0.01f)
        }
    }
}
