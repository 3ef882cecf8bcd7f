package cn.gridwork.app

import android.content.ComponentName
import android.content.Context
import androidx.activity.ComponentActivity
import androidx.activity.compose.setContent
import androidx.compose.runtime.collectAsState
import androidx.compose.runtime.getValue
import androidx.compose.ui.test.assertIsNotEnabled
import androidx.compose.ui.test.performScrollToNode
import androidx.compose.ui.test.hasTestTag
import androidx.compose.ui.test.assertTextContains
import androidx.compose.ui.test.assertTextEquals
import androidx.compose.ui.test.junit4.v2.createEmptyComposeRule
import androidx.compose.ui.test.onNodeWithTag
import androidx.compose.ui.test.performClick
import androidx.compose.ui.test.performTextInput
import androidx.test.core.app.ActivityScenario
import androidx.test.core.app.ApplicationProvider
import cn.gridwork.app.screen.incidents.IncidentScreen
import cn.gridwork.app.screen.incidents.IncidentsModel
import cn.gridwork.app.screen.incidents.IncidentsScreen
import cn.gridwork.app.screen.incidents.IncidentsState
import cn.gridwork.app.ui.GridworkTheme
import cn.gridwork.app.ui.TextSize
import cn.gridwork.core.FakeClient
import cn.gridwork.core.Incident
import cn.gridwork.core.IncidentStep
import cn.gridwork.core.RecordState
import cn.gridwork.core.ToVerify
import org.junit.Assert.assertEquals
import org.junit.Before
import org.junit.Rule
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.RuntimeEnvironment
import org.robolectric.Shadows.shadowOf
import java.time.Instant

/** What was handled is verified or sent back with a word, and by nobody who handled it. */
@RunWith(RobolectricTestRunner::class)
class VerifyTest {
    @get:Rule val rule = createEmptyComposeRule()

    private val at: Instant = Instant.parse("2026-10-08T01:00:00Z")
    private val incident =
        Incident("incident-1", "示意-1", "Y06", "雪阻断路", "雪把进村的路封了", "村口", "待核查", false, false, emptyList(), at, RecordState.Received)

    private inner class Phone(val barred: String?) : FakeClient() {
        val steps = mutableListOf<IncidentStep>()
        override suspend fun incident(incident: String) = this@VerifyTest.incident
        override suspend fun toVerify(limit: Int) =
            if (steps.isEmpty()) listOf(ToVerify(this@VerifyTest.incident, at, "李示意", "推开了，能走车", barred)) else emptyList()
        override suspend fun incidentOffers(incident: String) = emptySet<String>()
        override suspend fun incidentStep(incident: String, step: IncidentStep) {
            steps += step
        }
    }

    @Before fun declareTheActivity() {
        val context = ApplicationProvider.getApplicationContext<Context>()
        shadowOf(context.packageManager).addActivityIfNotPresent(ComponentName(context, ComponentActivity::class.java))
    }

    private fun on(phone: Phone, look: (ActivityScenario<ComponentActivity>) -> Unit) =
        ActivityScenario.launch(ComponentActivity::class.java).use { scenario ->
            show(phone, scenario)
            look(scenario)
        }

    private fun show(phone: Phone, scenario: ActivityScenario<ComponentActivity>) {
        scenario.onActivity { activity ->
            val model = IncidentsModel(phone, "incident-1")
            activity.setContent {
                val state by model.state.collectAsState()
                GridworkTheme(TextSize.Standard, false) { IncidentScreen(state, null, model::note, { model.step(it) }, { model.takeBack() }, {}, {}) }
            }
        }
    }

    @Test fun itPasses() {
        val phone = Phone(null)
        on(phone) {
            rule.onNodeWithTag("passed").performClick()
            rule.waitUntil { phone.steps.isNotEmpty() }
        }
        assertEquals(listOf<IncidentStep>(IncidentStep.Verify(true, "")), phone.steps)
    }

    @Test fun itGoesBackOnlyWithAWord() {
        val phone = Phone(null)
        on(phone) {
            rule.onNodeWithTag("rework").assertIsNotEnabled()
            rule.onNodeWithTag("why").performTextInput("还是走不了车")
            rule.onNodeWithTag("rework").performClick()
            rule.waitUntil { phone.steps.isNotEmpty() }
        }
        assertEquals(listOf<IncidentStep>(IncidentStep.Verify(false, "还是走不了车")), phone.steps)
    }

    @Test fun theWordOutlivesTheProcessAndAPhoneOnItsSide() {
        val phone = Phone(null)
        on(phone) { scenario ->
            rule.onNodeWithTag("why").performTextInput("还是走不了车")
            for (turned in listOf("land", "port")) {
                RuntimeEnvironment.setQualifiers("+$turned")
                scenario.recreate()
                show(phone, scenario)
                rule.onNodeWithTag("rows").performScrollToNode(hasTestTag("why"))
                rule.onNodeWithTag("why").assertTextContains("还是走不了车")
            }
        }
    }

    @Test fun theListSaysHowManyWaitForAWordOfMine() {
        val waiting = ToVerify(incident, at, "李示意", "推开了，能走车", null)
        ActivityScenario.launch(ComponentActivity::class.java).use { scenario ->
            scenario.onActivity { activity ->
                val state = IncidentsState(false, listOf(incident, incident.copy(id = "incident-2")), toVerify = listOf(waiting))
                activity.setContent { GridworkTheme(TextSize.Standard, false) { IncidentsScreen(state, null, {}, {}, {}) } }
            }
            rule.onNodeWithTag("status").assertTextEquals("2 件在办，1 件等你核")
        }
    }

    @Test fun whoHandledItIsToldWhyNot() = on(Phone("自己办的，要换个人来核")) {
        rule.onNodeWithTag("barred").assertExists()
        rule.onNodeWithTag("passed").assertDoesNotExist()
    }
}
