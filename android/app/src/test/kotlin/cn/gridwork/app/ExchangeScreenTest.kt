package cn.gridwork.app

import android.content.ComponentName
import android.content.Context
import androidx.activity.ComponentActivity
import androidx.activity.compose.setContent
import androidx.compose.runtime.Composable
import androidx.compose.ui.test.hasTestTag
import androidx.compose.ui.test.hasText
import androidx.compose.ui.test.junit4.v2.createEmptyComposeRule
import androidx.compose.ui.test.onAllNodesWithTag
import androidx.compose.ui.test.onNodeWithTag
import androidx.compose.ui.test.performClick
import androidx.compose.ui.test.performScrollToNode
import androidx.test.core.app.ActivityScenario
import androidx.test.core.app.ApplicationProvider
import cn.gridwork.app.screen.exchange.ExchangeScreen
import cn.gridwork.app.screen.exchange.ExchangeState
import cn.gridwork.app.ui.GridworkTheme
import cn.gridwork.app.ui.TextSize
import cn.gridwork.core.QueueLine
import cn.gridwork.core.RecordState
import cn.gridwork.core.Returned
import cn.gridwork.core.ReturnedKind
import cn.gridwork.core.SyncState
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Before
import org.junit.Rule
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.Shadows.shadowOf
import java.time.Instant

/** 收发 in the states that a story does not easily come to. */
@RunWith(RobolectricTestRunner::class)
class ExchangeScreenTest {
    @get:Rule val rule = createEmptyComposeRule()

    private val at = Instant.parse("2026-10-08T09:40:00Z")
    private fun line(reason: String, state: RecordState = RecordState.Saved, done: Int = 0, parts: Int = 0) =
        QueueLine("雪把进村的路封了", "id-$reason", state, reason, 2_400_000, at, done, parts)

    private fun returned(no: Long) = Returned(no, "house-$no", "白示意", ReturnedKind.Edits, "", emptyList(), "moved", at)

    private var allAgain = 0

    @Before fun declareTheActivity() {
        val context = ApplicationProvider.getApplicationContext<Context>()
        shadowOf(context.packageManager).addActivityIfNotPresent(ComponentName(context, ComponentActivity::class.java))
    }

    private fun show(state: ExchangeState, look: () -> Unit) = ActivityScenario.launch(ComponentActivity::class.java).use { scenario ->
        scenario.onActivity { it.setContent { GridworkTheme(TextSize.Standard, false) { Screen(state) } } }
        look()
    }

    @Composable
    private fun Screen(state: ExchangeState) = ExchangeScreen(state, null, {}, {}, { allAgain += 1 }, {}, {}, {})

    private fun says(tag: String, words: String) {
        rule.onNodeWithTag("rows").performScrollToNode(hasTestTag(tag))
        val found = rule.onAllNodesWithTag(tag).fetchSemanticsNodes()
        assertTrue("$tag does not say $words", found.any { hasText(words, substring = true).matches(it) })
    }

    private val sync = SyncState(1, 0, 1, 0, at, false, null)

    @Test fun whatWaitsForItsTurnIsNotSaidToLackALink() =
        show(ExchangeState(sync, listOf(line("offline")), network = NetworkKind.Wifi)) {
            says("network", "用无线网")
            says("queued", "还没送，有信号自动送")
        }

    @Test fun withoutALinkItIsSaid() = show(ExchangeState(sync, listOf(line("offline")), network = NetworkKind.None)) {
        says("network", "没信号，照常用")
        says("queued", "没信号，都在手机里")
    }

    @Test fun aPhotoSaysHowMuchOfItHasGoneAndHowLargeItIs() =
        show(ExchangeState(sync, listOf(line("part", RecordState.Sent, 3, 5)), network = NetworkKind.Mobile)) {
            says("network", "用手机流量")
            says("queued", "照片送了 3 段，共 5 段")
            says("queued", "2 兆")
        }

    @Test fun aPhotoTheTownshipDidNotTakeIsToldApart() =
        show(ExchangeState(sync, listOf(line("file_refused")), network = NetworkKind.Wifi)) {
            says("queued", "照片乡镇退回了，文字都在")
        }

    @Test fun whatCameBackGoesAgainAllAtOnce() = show(ExchangeState(sync, returned = listOf(returned(1), returned(2)))) {
        rule.onNodeWithTag("all-again").performClick()
        assertEquals(1, allAgain)
        says("returned", "这户划给别的网格了")
    }

    @Test fun oneThatCameBackHasItsOwnWay() = show(ExchangeState(sync, returned = listOf(returned(1)))) {
        assertEquals(0, rule.onAllNodesWithTag("all-again").fetchSemanticsNodes().size)
    }
}
