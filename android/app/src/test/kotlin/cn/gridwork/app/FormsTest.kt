package cn.gridwork.app

import android.content.ComponentName
import android.content.Context
import androidx.activity.ComponentActivity
import androidx.activity.compose.setContent
import androidx.compose.runtime.getValue
import androidx.compose.runtime.key
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import androidx.compose.ui.semantics.SemanticsActions
import androidx.compose.ui.semantics.SemanticsNode
import androidx.compose.ui.semantics.SemanticsProperties
import androidx.compose.ui.semantics.getOrNull
import androidx.compose.ui.test.hasTestTag
import androidx.compose.ui.test.junit4.v2.createEmptyComposeRule
import androidx.compose.ui.test.onNodeWithTag
import androidx.compose.ui.test.onRoot
import androidx.compose.ui.test.performScrollToNode
import androidx.test.core.app.ActivityScenario
import androidx.test.core.app.ApplicationProvider
import cn.gridwork.app.screen.visit.Sheet
import cn.gridwork.app.screen.visit.VisitScreen
import cn.gridwork.app.screen.visit.VisitState
import cn.gridwork.app.screen.visit.key
import cn.gridwork.app.ui.GridworkTheme
import cn.gridwork.app.ui.TextSize
import cn.gridwork.core.AnswerKind
import cn.gridwork.core.Form
import cn.gridwork.core.Phone
import cn.gridwork.core.TaskRef
import cn.gridwork.core.TrainingHub
import kotlinx.coroutines.runBlocking
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Before
import org.junit.Rule
import org.junit.Test
import org.junit.rules.TemporaryFolder
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.RuntimeEnvironment
import org.robolectric.Shadows.shadowOf
import java.io.File

/** Every template of the core as a form on the screen: each question is there, in words, with something to tap. */
@RunWith(RobolectricTestRunner::class)
class FormsTest {
    @get:Rule val rule = createEmptyComposeRule()
    @get:Rule val temporary = TemporaryFolder()

    private var shown by mutableStateOf<Form?>(null)

    @Before fun declareTheActivity() {
        val context = ApplicationProvider.getApplicationContext<Context>()
        shadowOf(context.packageManager).addActivityIfNotPresent(ComponentName(context, ComponentActivity::class.java))
    }

    private fun forms(): List<Form> = runBlocking {
        val source = File(System.getProperty("gridwork.android"), "../core/model/data/templates.json").readText()
        val codes = Regex("\"id\"\\s*:\\s*\"([A-Z]{2}-\\d{2})\"").findAll(source).map { it.groupValues[1] }.distinct().toList()
        val phone = Phone(temporary.newFolder("phone")).enrol(TrainingHub.shared)
        try {
            codes.map { phone.core.form(it) }
        } finally {
            phone.putAway()
        }
    }

    @Test fun allFiftySevenAreDrawnWithEveryQuestion() {
        val forms = forms()
        assertEquals(57, forms.size)
        RuntimeEnvironment.setQualifiers("zh-rCN-w360dp-h640dp-hdpi")
        RuntimeEnvironment.setFontScale(2f)
        ActivityScenario.launch(ComponentActivity::class.java).use { scenario ->
            scenario.onActivity { activity ->
                activity.setContent {
                    GridworkTheme(TextSize.Standard, false) { shown?.let { form -> key(form.template) { Visit(form) } } }
                }
            }
            for (form in forms) {
                rule.runOnUiThread { shown = form }
                rule.waitForIdle()
                for (item in form.items) {
                    val place = "${form.template} ${item.number}"
                    val row = key(sheet(form), item)
                    rule.onNodeWithTag("rows").performScrollToNode(hasTestTag("na-$row"))
                    measure(place)
                }
            }
        }
        // All kinds of answers were among them.
        val kinds = forms.flatMap { it.items }.flatMap { it.parts }.map { it.kind::class }.toSet()
        assertTrue("$kinds", kinds.containsAll(listOf(AnswerKind.YesNo::class, AnswerKind.Single::class, AnswerKind.Multi::class, AnswerKind.Words::class)))
    }

    private fun sheet(form: Form) = Sheet(TaskRef(form.template, "house-1", 1uL), form, emptyMap())

    @androidx.compose.runtime.Composable
    private fun Visit(form: Form) {
        val sheet = sheet(form)
        val state = VisitState(loading = false, sheets = listOf(sheet), all = true)
        VisitScreen(Route.Visit("白示意家", "东沟", "house-1", listOf(sheet.task)), state, null, {}, {}, {})
    }

    private fun measure(place: String) {
        val root = rule.onRoot().fetchSemanticsNode()
        val least = 48 * root.layoutInfo.density.density - 0.5f
        for (node in all(root).filter { it.config.contains(SemanticsActions.OnClick) }) {
            val label = (node.config.getOrNull(SemanticsProperties.Text)?.joinToString { it.text } ?: "") +
                (node.config.getOrNull(SemanticsProperties.ContentDescription)?.joinToString() ?: "")
            assertTrue("$place: something without a word can be tapped", label.isNotBlank())
            assertTrue("$place: $label is ${node.size}", node.size.width >= least && node.size.height >= least)
        }
    }

    private fun all(node: SemanticsNode): List<SemanticsNode> = listOf(node) + node.children.flatMap(::all)
}
