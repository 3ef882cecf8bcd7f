package cn.gridwork.app

import android.content.ComponentName
import android.content.Context
import androidx.activity.ComponentActivity
import androidx.activity.compose.setContent
import androidx.compose.runtime.collectAsState
import androidx.compose.runtime.getValue
import androidx.compose.ui.test.assertIsDisplayed
import androidx.compose.ui.test.assertIsEnabled
import androidx.compose.ui.test.assertIsNotEnabled
import androidx.compose.ui.test.assertIsOff
import androidx.compose.ui.test.assertIsOn
import androidx.compose.ui.test.assertIsSelected
import androidx.compose.ui.test.assertTextEquals
import androidx.compose.ui.test.junit4.v2.createEmptyComposeRule
import androidx.compose.ui.test.onNodeWithTag
import androidx.compose.ui.test.performClick
import androidx.lifecycle.SavedStateHandle
import androidx.test.core.app.ActivityScenario
import androidx.test.core.app.ApplicationProvider
import cn.gridwork.app.screen.exchange.ReturnedModel
import cn.gridwork.app.screen.exchange.ReturnedScreen
import cn.gridwork.app.ui.GridworkTheme
import cn.gridwork.app.ui.TextSize
import cn.gridwork.core.Answer
import cn.gridwork.core.AnswerKind
import cn.gridwork.core.Category
import cn.gridwork.core.DueTask
import cn.gridwork.core.Evidence
import cn.gridwork.core.FakeClient
import cn.gridwork.core.Form
import cn.gridwork.core.FormItem
import cn.gridwork.core.FormOption
import cn.gridwork.core.FormPart
import cn.gridwork.core.RecordState
import cn.gridwork.core.Returned
import cn.gridwork.core.ReturnedKind
import cn.gridwork.core.ReturnedSaid
import cn.gridwork.core.ReturnedValue
import cn.gridwork.core.TaskRef
import cn.gridwork.core.Today
import cn.gridwork.core.TodayLine
import org.junit.Assert.assertEquals
import org.junit.Before
import org.junit.Rule
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.RuntimeEnvironment
import org.robolectric.Shadows.shadowOf
import java.time.Instant
import java.time.LocalDate

/** What was chosen and came back is chosen anew where it is read, from what could be chosen in the first place. */
@RunWith(RobolectricTestRunner::class)
class ReturnedTest {
    @get:Rule val rule = createEmptyComposeRule()

    private val day = LocalDate.of(2026, 10, 8)
    private val ref = TaskRef("YJ-07", "house-1", 1uL)

    /** A core to which [values] of [record] came back; the task is behind those that are shown first. */
    private open inner class Core(kind: ReturnedKind, record: String, vararg values: ReturnedSaid) : FakeClient() {
        val one = Returned(7, record, "白示意", kind, "", values.toList(), "moved", Instant.EPOCH)
        var said: List<ReturnedValue>? = null

        override suspend fun returned() = listOf(one)
        override suspend fun today() = Today(emptyList(), 1, 0, 0, null, false)
        override suspend fun todayBehind(offset: Int, limit: Int) = listOf(
            TodayLine("house-1", true, "白示意", "东沟", listOf(DueTask("task-1", ref, "看火炉", day, true)), day, false, RecordState.Draft),
        )

        override suspend fun categories() = listOf(Category("Y06", "雪阻断路", emptyList()), Category("Y01", "火情", listOf("119")))
        override suspend fun formOf(task: TaskRef): Form {
            assertEquals(ref, task)
            return Form(
                "YJ-07", 1, "火炉和烟道", false, true, null, "",
                listOf(
                    item(1, "1", AnswerKind.Single(listOf(FormOption(1, "通", false, false), FormOption(2, "有点堵", false, false)))),
                    item(2, "2", AnswerKind.Multi(listOf(FormOption(1, "煤炉", false, false), FormOption(2, "电暖气", false, false), FormOption(9, "都没有", false, true)))),
                ),
            )
        }

        override suspend fun sayAgain(no: Long, corrections: List<ReturnedValue>) {
            assertEquals(7L, no)
            said = corrections
        }
    }

    private fun item(number: Int, field: String, kind: AnswerKind) = FormItem(
        number, "示意", null, Evidence.None, 1, listOf(FormPart(listOf(field), "", kind, null, false, false, false, false)), emptyList(), emptyList(),
    )

    private fun said(field: String, value: Answer, words: String, member: String? = null) =
        ReturnedSaid(ReturnedValue(member, field, value), if (member == null) "" else "白示意", "示意", words)

    @Before fun declareTheActivity() {
        val context = ApplicationProvider.getApplicationContext<Context>()
        shadowOf(context.packageManager).addActivityIfNotPresent(ComponentName(context, ComponentActivity::class.java))
        RuntimeEnvironment.setQualifiers("zh-rCN-w360dp-h1600dp-mdpi")
    }

    private fun shown(model: ReturnedModel, look: () -> Unit) = ActivityScenario.launch(ComponentActivity::class.java).use { scenario ->
        scenario.onActivity { activity ->
            activity.setContent {
                val state by model.state.collectAsState()
                GridworkTheme(TextSize.Standard, false) { ReturnedScreen(state, null, model::on) {} }
            }
        }
        rule.waitForIdle()
        look()
    }

    private fun tap(tag: String) {
        rule.onNodeWithTag(tag).performClick()
        rule.waitForIdle()
    }

    @Test fun aRelationAndWhoSomebodyIs() {
        val core = Core(
            ReturnedKind.Edits, "house-1",
            said("relation", Answer.Choice(20), "儿子", "person-1"), said("sex", Answer.Choice(1), "男", "person-1"), said("away", Answer.YesNo(true), "是", "person-1"),
        )
        shown(ReturnedModel(core, 7)) {
            rule.onNodeWithTag("relation-20").assertIsSelected()
            tap("relation-30")
            rule.onNodeWithTag("value-1-0").assertIsSelected()
            tap("value-2-1")
            tap("again")
        }
        assertEquals(
            listOf(ReturnedValue("person-1", "relation", Answer.Choice(30)), ReturnedValue("person-1", "away", Answer.YesNo(false))), core.said,
        )
    }

    @Test fun theAnswersOfATaskThatIsStillOnTheList() {
        val core = Core(ReturnedKind.Edits, "task-1", said("1", Answer.Choice(2), "有点堵"), said("2", Answer.Choices(0b10uL), "煤炉"))
        shown(ReturnedModel(core, 7)) {
            rule.onNodeWithTag("value-0-1").assertIsSelected()
            tap("value-0-0")
            rule.onNodeWithTag("value-1-1").assertIsOn()
            // Unanswered it is not said again.
            tap("value-1-1")
            rule.onNodeWithTag("again").assertIsNotEnabled()
            tap("value-1-2")
            tap("value-1-9")
            rule.onNodeWithTag("value-1-2").assertIsOff()
            rule.onNodeWithTag("again").assertIsEnabled()
            tap("again")
        }
        assertEquals(
            listOf(ReturnedValue(null, "1", Answer.Choice(1)), ReturnedValue(null, "2", Answer.Choices(1uL shl 9))), core.said,
        )
    }

    @Test fun whatAReportIsAbout() {
        val core = Core(ReturnedKind.Incident, "incident-1", said("words", Answer.Words("路封了"), "路封了"), said("category", Answer.Words("Y06"), "雪阻断路"))
        shown(ReturnedModel(core, 7)) {
            rule.onNodeWithTag("value-1-0").assertIsSelected()
            tap("value-1-1")
            tap("again")
        }
        assertEquals(listOf(ReturnedValue(null, "category", Answer.Words("Y01"))), core.said)
    }

    @Test fun whatNobodyHereCanChooseIsSaidInWords() {
        val core = Core(ReturnedKind.Edits, "task-elsewhere", said("1", Answer.Choice(2), "有点堵"))
        shown(ReturnedModel(core, 7)) {
            rule.onNodeWithTag("value-0").assertIsDisplayed().assertTextEquals("示意：有点堵")
            tap("again")
        }
        assertEquals(emptyList<ReturnedValue>(), core.said)
    }

    @Test fun whatWasChosenOutlivesTheProcess() {
        val core = Core(
            ReturnedKind.Edits, "task-1", said("1", Answer.Choice(2), "有点堵"), said("2", Answer.Choices(0b10uL), "煤炉"), said("3", Answer.YesNo(true), "是"),
        )
        val models = OpenedModels(SavedStateHandle())
        val route = Route.Returned(7).encode()
        val before = ReturnedModel(core, 7, models.kept(route))
        shown(before) {
            tap("value-0-0")
            tap("value-1-2")
            tap("value-2-1")
        }
        val chosen = ReturnedModel(core, 7, models.kept(route)).state.value.chosen
        assertEquals(mapOf(0 to Answer.Choice(1), 1 to Answer.Choices(0b110uL), 2 to Answer.YesNo(false)), chosen)
        assertEquals(before.state.value.chosen, chosen)
    }
}
