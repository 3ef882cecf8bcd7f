package cn.gridwork.app

import android.content.ComponentName
import android.content.Context
import android.graphics.Bitmap
import androidx.activity.ComponentActivity
import androidx.activity.compose.setContent
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import androidx.compose.ui.test.assertIsDisplayed
import androidx.compose.ui.test.getBoundsInRoot
import androidx.compose.ui.test.junit4.v2.createEmptyComposeRule
import androidx.compose.ui.test.onNodeWithTag
import androidx.compose.ui.unit.DpRect
import androidx.test.core.app.ActivityScenario
import androidx.test.core.app.ApplicationProvider
import cn.gridwork.app.screen.evidence.Pictures
import cn.gridwork.app.screen.evidence.SetScreen
import cn.gridwork.app.screen.evidence.SetState
import cn.gridwork.app.ui.GridworkTheme
import cn.gridwork.app.ui.TextSize
import org.junit.Assert.assertEquals
import org.junit.Before
import org.junit.Rule
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.ParameterizedRobolectricTestRunner
import org.robolectric.RuntimeEnvironment
import org.robolectric.Shadows.shadowOf

/** A small picture that comes, or does not, leaves every row where it is. */
@RunWith(ParameterizedRobolectricTestRunner::class)
class SmallPicturesTest(private val font: Float) {
    @get:Rule val rule = createEmptyComposeRule()

    private var state by mutableStateOf(
        Samples.evidence.let { set -> SetState(set.copy(items = set.items.map { it.copy(mime = "image/jpeg") })) },
    )

    @Before fun declareTheActivity() {
        val context = ApplicationProvider.getApplicationContext<Context>()
        shadowOf(context.packageManager).addActivityIfNotPresent(ComponentName(context, ComponentActivity::class.java))
    }

    private fun picture(wide: Int, high: Int) = Bitmap.createBitmap(wide, high, Bitmap.Config.ARGB_8888)

    /** Where what stands below the pictures is, once they are these. */
    private fun below(pictures: Pictures): DpRect {
        rule.runOnUiThread { state = state.copy(pictures = mapOf("item-1" to pictures)) }
        rule.waitForIdle()
        return rule.onNodeWithTag("keeper").assertIsDisplayed().getBoundsInRoot()
    }

    @Test fun rowsStandStillWhenAPictureComes() {
        RuntimeEnvironment.setQualifiers("w360dp-h1600dp-mdpi")
        RuntimeEnvironment.setFontScale(font)
        ActivityScenario.launch(ComponentActivity::class.java).use { scenario ->
            scenario.onActivity { it.setContent { GridworkTheme(TextSize.Standard, false) { SetScreen(state, null, {}, {}, {}) } } }
            val before = rule.onNodeWithTag("keeper").assertIsDisplayed().getBoundsInRoot()
            assertEquals(before, below(Pictures(picture(320, 240), null)))
            rule.onNodeWithTag("thumbnail").assertIsDisplayed()
            assertEquals(before, below(Pictures(picture(180, 320), picture(1600, 900))))
            rule.onNodeWithTag("redacted").assertIsDisplayed()
            assertEquals(before, below(Pictures(null, null)))
            rule.onNodeWithTag("no-thumbnail").assertIsDisplayed()
        }
    }

    companion object {
        @JvmStatic
        @ParameterizedRobolectricTestRunner.Parameters(name = "text {0}")
        fun texts(): List<Array<Any>> = listOf(arrayOf(1f), arrayOf(2f))
    }
}
