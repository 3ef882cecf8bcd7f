package cn.gridwork.app

import android.content.ComponentName
import android.content.Context
import androidx.activity.ComponentActivity
import androidx.activity.compose.setContent
import androidx.compose.runtime.collectAsState
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import androidx.compose.ui.test.assertIsDisplayed
import androidx.compose.ui.test.assertIsNotEnabled
import androidx.compose.ui.test.assertTextContains
import androidx.compose.ui.test.junit4.v2.createEmptyComposeRule
import androidx.compose.ui.test.onNodeWithTag
import androidx.compose.ui.test.onNodeWithText
import androidx.compose.ui.test.performClick
import androidx.compose.ui.test.performTextInput
import androidx.lifecycle.SavedStateHandle
import androidx.test.core.app.ActivityScenario
import androidx.test.core.app.ApplicationProvider
import cn.gridwork.app.screen.report.ReportEvent
import cn.gridwork.app.screen.report.ReportModel
import cn.gridwork.app.screen.report.ReportScreen
import cn.gridwork.app.ui.GridworkTheme
import cn.gridwork.app.ui.TextSize
import cn.gridwork.core.Category
import cn.gridwork.core.ClosedChannel
import cn.gridwork.core.FakeClient
import cn.gridwork.core.GridFailure
import cn.gridwork.core.Hamlet
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Before
import org.junit.Rule
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.RuntimeEnvironment
import org.robolectric.Shadows.shadowOf

/** What only a named post may read is told from 上报 too, and leaves no trace there. */
@RunWith(RobolectricTestRunner::class)
class ClosedReportTest {
    @get:Rule val rule = createEmptyComposeRule()

    /** A core without a report: whatever is told goes to the closed channel, or nowhere. */
    private class Core(var reachable: Boolean) : FakeClient() {
        val told = mutableListOf<Pair<ClosedChannel, String>>()

        override suspend fun hamlets() = emptyList<Hamlet>()
        override suspend fun categories() = emptyList<Category>()
        override suspend fun reportClosed(channel: ClosedChannel, words: String, reportNo: String?) {
            if (!reachable) throw GridFailure.Entry("not_found", null, false)
            told += channel to words
        }
    }

    private var here by mutableStateOf(true)

    @Before fun declareTheActivity() {
        val context = ApplicationProvider.getApplicationContext<Context>()
        shadowOf(context.packageManager).addActivityIfNotPresent(ComponentName(context, ComponentActivity::class.java))
        RuntimeEnvironment.setQualifiers("zh-rCN-w360dp-h2400dp-mdpi")
    }

    private fun shown(model: ReportModel, look: () -> Unit) = ActivityScenario.launch(ComponentActivity::class.java).use { scenario ->
        scenario.onActivity { activity ->
            activity.setContent {
                val state by model.state.collectAsState()
                val notice by model.notice.collectAsState()
                GridworkTheme(TextSize.Standard, false) { if (here) ReportScreen(state, notice, model::on, {}) }
            }
        }
        rule.waitForIdle()
        look()
    }

    private fun tap(tag: String) {
        rule.onNodeWithTag(tag).performClick()
        rule.waitForIdle()
    }

    @Test fun itGoesToThePostAloneAndIsGoneWhenTheScreenIs() {
        val core = Core(reachable = true)
        val model = ReportModel(core)
        shown(model) {
            rule.onNodeWithTag("closed-report").assertDoesNotExist()
            tap("closed-open")
            rule.onNodeWithTag("closed-send-report").assertIsNotEnabled()
            rule.onNodeWithText("家里打人").performClick()
            rule.onNodeWithTag("closed-report").performTextInput("隔壁夜里有哭声")
            tap("closed-send-report")
            rule.onNodeWithTag("closed-sent").assertIsDisplayed()
            rule.onNodeWithTag("closed-report").assertDoesNotExist()
            // Another screen, and back.
            for (there in listOf(false, true)) {
                here = there
                rule.waitForIdle()
            }
            rule.onNodeWithTag("closed-sent").assertDoesNotExist()
            tap("closed-open")
            rule.onNodeWithTag("closed-report").assertTextContains("")
        }
        assertEquals(listOf(ClosedChannel.Violence to "隔壁夜里有哭声"), core.told)
        assertEquals("", model.state.value.words)
    }

    @Test fun whereNobodyCanReadItATelephoneIsTheWayAndTheWordsStay() {
        val core = Core(reachable = false)
        shown(ReportModel(core)) {
            tap("closed-open")
            rule.onNodeWithTag("closed-report").performTextInput("有哭声")
            tap("closed-send-report")
            rule.onNodeWithTag("notice").assertTextContains("▲ 专门的人还没手机，先打电话，写的还在")
            rule.onNodeWithTag("call-110").assertIsDisplayed()
            rule.onNodeWithTag("closed-report").assertTextContains("有哭声")
            core.reachable = true
            tap("closed-send-report")
            rule.onNodeWithTag("closed-sent").assertIsDisplayed()
        }
        assertEquals(listOf(ClosedChannel.Children to "有哭声"), core.told)
    }

    @Test fun whatIsBeingWrittenIsOpenAgainAfterTheProcess() {
        val models = OpenedModels(SavedStateHandle())
        ReportModel(Core(true), kept = models.kept(Tab.Report)).on(ReportEvent.Close)
        assertTrue(ReportModel(Core(true), kept = models.kept(Tab.Report)).state.value.closing)
        assertFalse(ReportModel(Core(true)).state.value.closing)
    }
}
