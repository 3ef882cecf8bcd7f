package cn.gridwork.app

import android.content.ComponentName
import android.content.Context
import androidx.activity.ComponentActivity
import androidx.activity.compose.setContent
import androidx.compose.runtime.Composable
import androidx.compose.runtime.CompositionLocalProvider
import androidx.compose.runtime.collectAsState
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.setValue
import androidx.compose.ui.semantics.SemanticsNode
import androidx.compose.ui.semantics.SemanticsProperties
import androidx.compose.ui.semantics.getOrNull
import androidx.compose.ui.test.assertIsDisplayed
import androidx.compose.ui.test.hasTestTag
import androidx.compose.ui.test.junit4.v2.createEmptyComposeRule
import androidx.compose.ui.test.onAllNodesWithTag
import androidx.compose.ui.test.onFirst
import androidx.compose.ui.test.onNodeWithTag
import androidx.compose.ui.test.onRoot
import androidx.compose.ui.test.performClick
import androidx.compose.ui.test.performScrollToNode
import androidx.test.core.app.ActivityScenario
import androidx.test.core.app.ApplicationProvider
import cn.gridwork.app.screen.clue.CluesModel
import cn.gridwork.app.screen.clue.CluesScreen
import cn.gridwork.app.screen.evidence.NewSetModel
import cn.gridwork.app.screen.evidence.NewSetScreen
import cn.gridwork.app.screen.evidence.SetsModel
import cn.gridwork.app.screen.evidence.SetsScreen
import cn.gridwork.app.screen.exchange.ExchangeModel
import cn.gridwork.app.screen.exchange.ExchangeScreen
import cn.gridwork.app.screen.find.FindModel
import cn.gridwork.app.screen.find.FindScreen
import cn.gridwork.app.screen.mine.AboutScreen
import cn.gridwork.app.screen.mine.MineModel
import cn.gridwork.app.screen.mine.MineScreen
import cn.gridwork.app.screen.mine.OwnDataScreen
import cn.gridwork.app.screen.report.ReportModel
import cn.gridwork.app.screen.report.ReportScreen
import cn.gridwork.app.screen.today.TodayScreen
import cn.gridwork.app.screen.today.TodayState
import cn.gridwork.app.screen.unlock.UnlockScreen
import cn.gridwork.app.security.Attempt
import cn.gridwork.app.ui.EMERGENCY
import cn.gridwork.app.ui.GridworkTheme
import cn.gridwork.app.ui.LocalDuty
import cn.gridwork.app.ui.TextSize
import cn.gridwork.core.About
import cn.gridwork.core.Bearer
import cn.gridwork.core.Category
import cn.gridwork.core.Cell
import cn.gridwork.core.Clue
import cn.gridwork.core.DueTask
import cn.gridwork.core.EvidenceSet
import cn.gridwork.core.Exchange
import cn.gridwork.core.FakeClient
import cn.gridwork.core.GridFailure
import cn.gridwork.core.HeldPost
import cn.gridwork.core.Hamlet
import cn.gridwork.core.Look
import cn.gridwork.core.Outcome
import cn.gridwork.core.QueueLine
import cn.gridwork.core.RecordState
import cn.gridwork.core.Returned
import cn.gridwork.core.ReturnedKind
import cn.gridwork.core.RevealReason
import cn.gridwork.core.StorageReport
import cn.gridwork.core.SyncState
import cn.gridwork.core.TodayLine
import cn.gridwork.core.WaitingHandOver
import kotlinx.coroutines.CompletableDeferred
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Before
import org.junit.Rule
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.ParameterizedRobolectricTestRunner
import org.robolectric.RuntimeEnvironment
import org.robolectric.Shadows.shadowOf
import java.time.Instant
import java.time.LocalDate

/** What is read later moves nothing that is there already: a row that slides under the finger is not the one meant. */
@RunWith(ParameterizedRobolectricTestRunner::class)
class StandsStillTest(private val font: Float) {
    @get:Rule val rule = createEmptyComposeRule()

    /** A core that answers once it is let. */
    private open class Slow : FakeClient() {
        val let = CompletableDeferred<Unit>()
        private val at = Instant.parse("2026-10-08T09:40:00Z")
        private suspend fun <T> later(value: T): T = value.also { let.await() }

        override suspend fun hamlets() = later((1..3).map { Hamlet("hamlet-$it", "示意 $it 沟", "cell", "第1网格") })
        override suspend fun categories() = later((1..8).map { Category("Y0$it", "示意 $it", emptyList()) })
        override suspend fun device() = later(12)
        override suspend fun cells() = later(listOf(Cell("cell", "第1网格", "东沟村", listOf("东沟"), 68)))
        override suspend fun syncState() = later(SyncState(2, 1, 1, 1, at, false, null))
        override suspend fun evidenceBarred(): String? = later("执法证过期")
        override suspend fun evidenceSets(offset: Int, limit: Int) =
            later(listOf(EvidenceSet("set", "示意", "示意沟口", Instant.EPOCH, "", true, false, 0, 0, RecordState.Saved)))
        override suspend fun waitingHandOvers() = later(emptyList<WaitingHandOver>())
        override suspend fun bearer() = later(Bearer(listOf(HeldPost("示意网格", "网格员")), 3))
        override suspend fun about() = later(About("示意县委", "示意", "示意备案 7 号", "0471 0000000", "示意", "示意县信访室", "示意镇", "0471 0000001"))
        override suspend fun ownLooks(offset: Int, limit: Int) = later(listOf(Look("person-1", "白**", at, RevealReason.Visit, listOf("phone"))))
        override suspend fun whatAClueIs() = later("线索不是证据，只是一句话")
        override suspend fun clues(offset: Int, limit: Int) =
            later(listOf(Clue("clue-1", "羊群进了禁牧的坡，一大群羊从北坡下来，往沟口去了", "东沟北坡", at, "", "待看", "", 0, emptySet(), RecordState.Saved)))
        override suspend fun queue(limit: Int) = later(listOf(QueueLine("看火炉", "c", RecordState.Saved, "offline", 700, at, 0, 0)))
        override suspend fun returned() = later(listOf(Returned(1, "house", "白示意", ReturnedKind.Edits, "", emptyList(), "moved", at)))
        override suspend fun verify() = later(StorageReport(true, true, 1, 0, emptyMap(), 0, 0, 0))
    }

    @Before fun declareTheActivity() {
        val context = ApplicationProvider.getApplicationContext<Context>()
        shadowOf(context.packageManager).addActivityIfNotPresent(ComponentName(context, ComponentActivity::class.java))
        RuntimeEnvironment.setQualifiers("zh-rCN-w360dp-h2400dp-mdpi")
        RuntimeEnvironment.setFontScale(font)
    }

    private fun shown(screen: @Composable () -> Unit, look: () -> Unit) = ActivityScenario.launch(ComponentActivity::class.java).use { scenario ->
        scenario.onActivity { it.setContent { GridworkTheme(TextSize.Standard, false) { screen() } } }
        rule.waitForIdle()
        look()
    }

    /** From where to where everything lies that has a name. */
    private fun places(): Map<String, Pair<Float, Float>> = all(rule.onRoot().fetchSemanticsNode()).mapNotNull { node ->
        node.config.getOrNull(SemanticsProperties.TestTag)?.let { it to node.boundsInRoot.run { top to bottom } }
    }.toMap()

    private fun all(node: SemanticsNode): List<SemanticsNode> = listOf(node) + node.children.flatMap(::all)

    private fun stands(before: Map<String, Pair<Float, Float>>) {
        val after = places()
        assertEquals(before, before.mapValues { (name, _) -> after[name] })
    }

    /** [atOnce] is there before the core has answered, and stands where it stood once [then] is there too. */
    private fun reads(core: Slow, atOnce: List<String>, then: String, screen: @Composable () -> Unit) = shown(screen) {
        for (tag in atOnce) rule.onNodeWithTag(tag).assertIsDisplayed()
        val before = places()
        core.let.complete(Unit)
        rule.waitForIdle()
        rule.onNodeWithTag("rows").performScrollToNode(hasTestTag(then))
        rule.onAllNodesWithTag(then).onFirst().assertIsDisplayed()
        stands(before)
    }

    /** The telephone waits for nothing, nor do the words. */
    @Test fun aReport() {
        val core = Slow()
        val model = ReportModel(core)
        val calls = EMERGENCY.map { "call-${it.first}" } + "call-0471 0000001"
        reads(core, calls + "to-incidents" + "incident-words", "photo-incident") {
            val state by model.state.collectAsState()
            CompositionLocalProvider(LocalDuty provides "0471 0000001") { ReportScreen(state, null, {}, {}) }
        }
    }

    @Test fun aReportThatWasHandedIn() {
        var state by mutableStateOf(Samples.report)
        shown({ ReportScreen(state, null, {}, {}) }) {
            val before = places()
            rule.runOnUiThread { state = state.copy(handedIn = "incident-1") }
            rule.waitForIdle()
            stands(before)
        }
    }

    @Test fun mine() {
        val core = Slow()
        val model = MineModel(core)
        reads(core, listOf("title", "status"), "to-evidence") {
            val state by model.state.collectAsState()
            MineScreen(state, Choices(), 9, null, {}, {}, {}, {}, {}, {})
        }
    }

    /** What needs no core is there where the core cannot be read: help, and the way to lock. */
    @Test fun mineThatCannotBeRead() {
        val model = MineModel(object : Slow() {
            override suspend fun device(): Int = throw GridFailure.Storage("damaged", null, false)
        })
        shown({
            val state by model.state.collectAsState()
            val notice by model.notice.collectAsState()
            MineScreen(state, Choices(), 9, notice, {}, {}, {}, {}, {}, {})
        }) {
            for (tag in listOf("notice", "size-Large", "help", "problem-report", "lock-now")) rule.onNodeWithTag(tag).assertIsDisplayed()
        }
    }

    @Test fun mineThatIsChecked() {
        val core = Slow().apply { let.complete(Unit) }
        val model = MineModel(core)
        shown({
            val state by model.state.collectAsState()
            MineScreen(state, Choices(), 9, null, {}, {}, {}, { model.check() }, {}, {})
        }) {
            val before = places()
            rule.onNodeWithTag("check-storage").performClick()
            rule.waitForIdle()
            assertTrue(model.state.value.storage != null)
            stands(before)
        }
    }

    @Test fun ownData() {
        val core = Slow()
        val model = MineModel(core)
        reads(core, listOf("title"), "look") {
            val state by model.state.collectAsState()
            OwnDataScreen(state) {}
        }
    }

    @Test fun about() {
        val core = Slow()
        val model = MineModel(core)
        reads(core, listOf("title"), "about-line") {
            val state by model.state.collectAsState()
            AboutScreen("0.1.0", true, state) {}
        }
    }

    @Test fun find() {
        val core = Slow()
        val model = FindModel(core)
        reads(core, listOf("query", "add-household"), "query") {
            val state by model.state.collectAsState()
            FindScreen(state, null, {}, {})
        }
    }

    @Test fun exchange() {
        val core = Slow()
        val model = ExchangeModel(
            core, Exchange(core) { Outcome.Unreachable }, Carrier(ApplicationProvider.getApplicationContext()), { "battery" }, {},
        )
        reads(core, listOf("title", "status", "exchange-now"), "stick-in") {
            val state by model.state.collectAsState()
            ExchangeScreen(state, null, {}, {}, {}, {}, {}, {})
        }
    }

    /** Why nothing leaves comes and goes; what came back can be tapped meanwhile. */
    @Test fun whatCameBack() {
        var state by mutableStateOf(Samples.exchange)
        shown({ ExchangeScreen(state, null, {}, {}, {}, {}, {}, {}) }) {
            val before = rule.onNodeWithTag("returned").assertIsDisplayed().fetchSemanticsNode().boundsInRoot
            rule.runOnUiThread { state = state.copy(hindered = "battery") }
            rule.onNodeWithTag("hindered").assertIsDisplayed()
            assertEquals(before, rule.onNodeWithTag("returned").fetchSemanticsNode().boundsInRoot)
        }
    }

    @Test fun clues() {
        val core = Slow()
        val model = CluesModel(core)
        reads(core, listOf("title", "new-clue"), "clue") {
            val state by model.state.collectAsState()
            CluesScreen(state, null, {}, { _, _ -> }, {}, {})
        }
    }

    @Test fun evidence() {
        val core = Slow()
        val model = SetsModel(core)
        reads(core, listOf("title", "new-set"), "set") {
            val state by model.state.collectAsState()
            SetsScreen(state, null, {}, {}, {}, {}, {}, {}, {}, {})
        }
    }

    @Test fun aSetMadeOfAClue() {
        val core = Slow()
        val model = NewSetModel(core, "clue-1")
        reads(core, listOf("title", "make-set"), "set-place") {
            val state by model.state.collectAsState()
            NewSetScreen(state, null, {}, {}, {})
        }
    }

    /** What leaves the phone, comes back or is written differently meanwhile moves no visit. */
    @Test fun today() {
        val day = LocalDate.of(2026, 10, 8)
        val due = DueTask("看火炉", Samples.task, "看火炉", day, false)
        val line = TodayLine("house-1", true, "白示意", "东沟", listOf(due), day, false, RecordState.Saved)
        val quiet = TodayState(loading = false, lines = listOf(line))
        var state by mutableStateOf(quiet)
        shown({ TodayScreen(day, state, null, {}, {}, {}) }) {
            val before = rule.onNodeWithTag("visit-1").assertIsDisplayed().fetchSemanticsNode().boundsInRoot
            for (later in listOf(quiet.copy(waiting = 1), quiet.copy(conflicts = 2), quiet.copy(returned = 1, conflicts = 1), quiet)) {
                rule.runOnUiThread { state = later }
                rule.waitForIdle()
                assertEquals("$later", before, rule.onNodeWithTag("visit-1").fetchSemanticsNode().boundsInRoot)
            }
        }
    }

    @Test fun theKeysOfTheLock() = shown({ UnlockScreen(false, null, { Attempt.Wrong(4) }, {}) }) {
        val before = places()
        for (digit in 0..9) before.getValue("key-$digit").let { (top, bottom) -> assertTrue("$digit", bottom - top >= 72) }
        repeat(6) { rule.onNodeWithTag("key-1").performClick() }
        rule.waitForIdle()
        rule.onNodeWithTag("notice").assertIsDisplayed()
        stands(before)
    }

    companion object {
        @JvmStatic
        @ParameterizedRobolectricTestRunner.Parameters(name = "text {0}")
        fun texts(): List<Array<Any>> = listOf(arrayOf(1f), arrayOf(2f))
    }
}
