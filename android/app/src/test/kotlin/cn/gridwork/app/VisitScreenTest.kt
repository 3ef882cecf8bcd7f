package cn.gridwork.app

import android.content.ComponentName
import android.content.Context
import androidx.activity.ComponentActivity
import androidx.activity.compose.setContent
import androidx.compose.runtime.collectAsState
import androidx.compose.runtime.getValue
import androidx.compose.ui.test.assertIsDisplayed
import androidx.compose.ui.test.assertTextEquals
import androidx.compose.ui.test.hasTestTag
import androidx.compose.ui.test.junit4.v2.createEmptyComposeRule
import androidx.compose.ui.test.onNodeWithTag
import androidx.compose.ui.test.performClick
import androidx.compose.ui.test.performScrollToNode
import androidx.lifecycle.Lifecycle
import androidx.test.core.app.ActivityScenario
import androidx.test.core.app.ApplicationProvider
import cn.gridwork.app.screen.visit.VisitModel
import cn.gridwork.app.screen.visit.VisitScreen
import cn.gridwork.app.ui.GridworkTheme
import cn.gridwork.app.ui.TextSize
import cn.gridwork.core.Answer
import cn.gridwork.core.AnswerKind
import cn.gridwork.core.Evidence
import cn.gridwork.core.FakeClient
import cn.gridwork.core.Finding
import cn.gridwork.core.Form
import cn.gridwork.core.FormItem
import cn.gridwork.core.FormPart
import cn.gridwork.core.HandStart
import cn.gridwork.core.LastTime
import cn.gridwork.core.PastVisit
import cn.gridwork.core.ProblemMark
import cn.gridwork.core.RecordState
import cn.gridwork.core.Task
import cn.gridwork.core.TaskRef
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import org.junit.Assert.assertEquals
import org.junit.Before
import org.junit.Rule
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.Shadows.shadowOf
import java.time.LocalDate

/** Where a worker stands in a long form, between the form and the last look. */
@RunWith(RobolectricTestRunner::class)
class VisitScreenTest {
    @get:Rule val rule = createEmptyComposeRule()

    private val task = TaskRef("ZZ-01", "house", 1uL)
    private val form = Form(
        "ZZ-01", 1, "示意", false, false, "没变化", "",
        (1..40).map { n ->
            FormItem(
                n, "第 $n 样", null, Evidence.None, 1,
                listOf(FormPart(listOf("$n"), "", AnswerKind.YesNo, ProblemMark.Yes, false, false, false, false)),
                emptyList(), emptyList(),
            )
        },
    )

    private val phone = object : FakeClient() {
        val answers = mutableMapOf<String, Answer>()
        override suspend fun form(template: String) = form
        override suspend fun formOf(task: TaskRef) = form
        override suspend fun lastTime(task: TaskRef) = LastTime(LocalDate.of(2026, 9, 3), mapOf("38" to "是"))
        override suspend fun task(task: TaskRef) = Task("id", "ZZ-01", "示意", "", false, answers.toMap(), null, 0)
        override suspend fun lastYear(household: String) =
            listOf(PastVisit("past", "火炉和烟道", LocalDate.of(2025, 10, 6), "完成", listOf("烟道：换过")))
        override suspend fun stateOf(record: String) = RecordState.Saved
        override suspend fun findings(task: TaskRef) = emptyList<Finding>()
        override suspend fun missing(task: TaskRef) = emptyList<String>()
        override suspend fun handStarts() = emptyList<HandStart>()
        override suspend fun answer(task: TaskRef, field: String, value: Answer) {
            answers[field] = value
        }
    }

    @Before fun declareTheActivity() {
        val context = ApplicationProvider.getApplicationContext<Context>()
        shadowOf(context.packageManager).addActivityIfNotPresent(ComponentName(context, ComponentActivity::class.java))
    }

    private fun seek(tag: String) = rule.onNodeWithTag("rows").performScrollToNode(hasTestTag(tag))

    private fun shown(tag: String) = rule.onNodeWithTag(tag).assertIsDisplayed()

    @Test fun theLastLookBeginsAtItsTopAndAChangeLeadsToItsItem() {
        ActivityScenario.launch(ComponentActivity::class.java).use { scenario ->
            scenario.onActivity { activity ->
                val model = VisitModel(phone, "house", listOf(task), LastWords(CoroutineScope(Dispatchers.Default)))
                activity.setContent {
                    val state by model.state.collectAsState()
                    GridworkTheme(TextSize.Standard, false) { VisitScreen(Route.Visit("白示意家", "东沟", "house-1", listOf(task)), state, null, model::on, {}, {}) }
                }
            }
            assertEquals(Lifecycle.State.RESUMED, scenario.state)
            // What was noted a year ago stands before anything is asked.
            shown("last-year")
            rule.onNodeWithTag("last-year").assertTextEquals("去年这周：烟道：换过")
            seek("flag-ZZ-01-30-true")
            rule.onNodeWithTag("flag-ZZ-01-30-true").performClick()
            rule.onNodeWithTag("review").performClick()
            shown("line-ZZ-01#1@house")

            // Back without a change: where the form was left.
            rule.onNodeWithTag("back").performClick()
            shown("flag-ZZ-01-30-true")

            // A change: the item itself, though its row is far below the one that was ticked.
            rule.onNodeWithTag("review").performClick()
            shown("line-ZZ-01#1@house")
            seek("line-ZZ-01#38@house")
            rule.onNodeWithTag("line-ZZ-01#38@house").performClick()
            shown("na-ZZ-01#38@house")
            // What was said the last time stands above it, and nothing above one that was not asked then.
            rule.onNodeWithTag("last-ZZ-01#38@house").assertTextEquals("上次 9月3日：是")
            rule.onNodeWithTag("last-ZZ-01#30@house").assertDoesNotExist()

            // And the last look begins at its top again.
            rule.onNodeWithTag("review").performClick()
            shown("line-ZZ-01#1@house")
        }
    }
}
