package cn.gridwork.app

import android.view.accessibility.AccessibilityManager
import androidx.compose.ui.test.SemanticsMatcher
import androidx.compose.ui.test.hasTestTag
import androidx.compose.ui.test.hasText
import androidx.compose.ui.test.isFocused
import androidx.compose.ui.test.performClick
import cn.gridwork.core.NewIncident
import org.junit.Assert.assertEquals
import org.junit.Test
import org.robolectric.Shadows.shadowOf

/** A phone in the hand of somebody who listens to it. */
class ListeningStoryTest : StoryTest() {
    private fun listens() = shadowOf(app.getSystemService(AccessibilityManager::class.java)).run {
        setEnabled(true)
        setTouchExplorationEnabled(true)
    }

    private fun count(matcher: SemanticsMatcher) = rule.onAllNodes(matcher).fetchSemanticsNodes().size

    /** Opens the second of three reports and comes back to their list. */
    private fun there(words: String) {
        enrol()
        val category = off { session.client.categories() }.first { it.call.isEmpty() }.code
        off { for (place in listOf("东沟", "西沟", "北坡")) session.client.report(NewIncident(words, category, place = place)) }
        turnTo("tab-Report")
        reach("to-incidents")
        tap("to-incidents")
        val second = hasTestTag("incident") and hasText(words, substring = true) and hasText("西沟", substring = true)
        until { count(second) == 1 }
        rule.onNode(second).performClick()
        gone("incident")
        tap("back")
        await("incident")
    }

    @Test fun whoComesBackGoesOnAtTheRowThatWasLeft() {
        listens()
        there("听着办的一件")
        until { count(hasTestTag("incident") and isFocused() and hasText("西沟", substring = true)) == 1 }
    }

    @Test fun nothingIsMarkedForWhoLooks() {
        there("看着办的一件")
        rule.waitForIdle()
        assertEquals(0, count(hasTestTag("incident") and isFocused()))
    }
}
