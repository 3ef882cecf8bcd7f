package cn.gridwork.app

import android.content.ComponentName
import android.content.Context
import androidx.activity.ComponentActivity
import androidx.activity.compose.setContent
import androidx.compose.runtime.Composable
import androidx.compose.runtime.collectAsState
import androidx.compose.runtime.getValue
import androidx.compose.ui.test.assertIsDisplayed
import androidx.compose.ui.test.hasTestTag
import androidx.compose.ui.test.junit4.v2.createEmptyComposeRule
import androidx.compose.ui.test.onAllNodesWithTag
import androidx.compose.ui.test.onChildren
import androidx.compose.ui.test.onFirst
import androidx.compose.ui.test.onNodeWithTag
import androidx.compose.ui.test.performScrollToNode
import androidx.test.core.app.ActivityScenario
import androidx.test.core.app.ApplicationProvider
import cn.gridwork.app.screen.clue.NewClueModel
import cn.gridwork.app.screen.clue.NewClueScreen
import cn.gridwork.app.screen.evidence.CaptureModel
import cn.gridwork.app.screen.evidence.CaptureScreen
import cn.gridwork.app.screen.evidence.Derivatives
import cn.gridwork.app.screen.evidence.RecordModel
import cn.gridwork.app.screen.evidence.RecordOf
import cn.gridwork.app.screen.evidence.RecordScreen
import cn.gridwork.app.screen.household.NewHouseholdModel
import cn.gridwork.app.screen.household.NewHouseholdScreen
import cn.gridwork.app.ui.GridworkTheme
import cn.gridwork.app.ui.TextSize
import cn.gridwork.core.EvidenceKind
import cn.gridwork.core.EvidenceSet
import cn.gridwork.core.EvidenceSetDetail
import cn.gridwork.core.FakeClient
import cn.gridwork.core.Hamlet
import cn.gridwork.core.NewEvidenceRecord
import cn.gridwork.core.RecordKind
import cn.gridwork.core.RecordState
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import org.junit.Assert.assertEquals
import org.junit.Before
import org.junit.Rule
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.Shadows.shadowOf
import java.io.File
import java.time.Clock
import java.time.Instant

/** A form that is still being read has no rows: what comes then would move them under the finger. */
@RunWith(RobolectricTestRunner::class)
class UnreadFormsTest {
    @get:Rule val rule = createEmptyComposeRule()

    /** A core that answers once it is let. */
    private class Slow : FakeClient() {
        val let = CompletableDeferred<Unit>()
        private val hamlets = (1..12).map { Hamlet("hamlet-$it", "示意 $it 沟", "cell", "第1网格") }

        override suspend fun hamlets() = hamlets.also { let.await() }
        override suspend fun whatAClueIs() = "线索不是证据".also { let.await() }
        override suspend fun evidenceKinds() = (1..8).map { EvidenceKind(it, "示意 $it", emptyList(), wantsHolder = false, wantsTold = false) }.also { let.await() }
        override suspend fun captureFolder() = "folder"
        override suspend fun strayCaptures() = emptyList<String>()
        override suspend fun keptRecord(set: String, kind: RecordKind): NewEvidenceRecord? = null.also { let.await() }
        override suspend fun evidenceSet(set: String) = EvidenceSetDetail(
            EvidenceSet("set", "示意", "示意沟口", Instant.EPOCH, "", true, false, 0, 0, RecordState.Saved),
            emptyList(), true, emptyList(), emptyList(),
        )
    }

    @Before fun declareTheActivity() {
        val context = ApplicationProvider.getApplicationContext<Context>()
        shadowOf(context.packageManager).addActivityIfNotPresent(ComponentName(context, ComponentActivity::class.java))
    }

    /** Nothing is there before the core has answered, and [tag] afterwards. */
    private fun waits(core: Slow, tag: String, screen: @Composable () -> Unit) =
        ActivityScenario.launch(ComponentActivity::class.java).use { scenario ->
            scenario.onActivity { it.setContent { GridworkTheme(TextSize.Standard, false) { screen() } } }
            assertEquals(0, rule.onNodeWithTag("rows").onChildren().fetchSemanticsNodes().size)
            core.let.complete(Unit)
            rule.waitForIdle()
            rule.onNodeWithTag("rows").performScrollToNode(hasTestTag(tag))
            rule.onAllNodesWithTag(tag).onFirst().assertIsDisplayed()
        }

    @Test fun aPieceOfEvidence() {
        val core = Slow()
        val model = CaptureModel(core, "set", Derivatives(core) { File(it) })
        waits(core, "told-NotOfPeople") {
            val state by model.state.collectAsState()
            CaptureScreen(state, null, {}, {}, {}, {})
        }
    }

    @Test fun aRecord() {
        val core = Slow()
        val model = RecordModel(core, LastWords(CoroutineScope(Dispatchers.Default)), RecordOf("set", RecordKind.OnSite), Clock.systemUTC())
        waits(core, "party") {
            val state by model.state.collectAsState()
            RecordScreen(state, null, {}, {}, {}, {})
        }
    }

    @Test fun aClue() {
        val core = Slow()
        val model = NewClueModel(core, null)
        waits(core, "photo-clue") {
            val state by model.state.collectAsState()
            NewClueScreen(state, null, {}, {}, {}, {})
        }
    }

    @Test fun aHousehold() {
        val core = Slow()
        val model = NewHouseholdModel(core)
        waits(core, "phone") {
            val state by model.state.collectAsState()
            NewHouseholdScreen(state, null, {}, {}, {})
        }
    }
}
