package cn.gridwork.app

import android.hardware.biometrics.BiometricManager
import android.os.Looper
import android.view.WindowManager
import androidx.compose.ui.test.onAllNodesWithTag
import org.junit.Assert.assertEquals
import org.junit.Test
import org.robolectric.Shadows.shadowOf
import org.robolectric.annotation.Config
import org.robolectric.shadow.api.Shadow
import org.robolectric.shadows.ShadowBiometricManager
import org.robolectric.shadows.ShadowBiometricPrompt
import java.time.Duration

/** What keeps other eyes out: no pictures of the screen, a lock that closes by itself. */
class GuardStoryTest : StoryTest() {
    private fun blocked(): Boolean {
        rule.waitForIdle()
        return rule.activity.window.attributes.flags and WindowManager.LayoutParams.FLAG_SECURE != 0
    }

    private fun assertBlocked(place: String, blocked: Boolean = true) = assertEquals(place, blocked, blocked())

    @Test fun picturesAreBlockedUnlessNobodyIsOnTheScreen() {
        await("type")
        assertBlocked("enrolment")
        enrol()
        for (tab in Tab.entries) {
            turnTo("tab-${tab.name}")
            assertBlocked(tab.name, tab != Tab.Mine)
        }
        for ((row, blocked) in listOf("own-data" to false, "about" to false, "to-clues" to true)) {
            reach(row)
            tap(row)
            await("back")
            assertBlocked(row, blocked)
            tap("back")
            await("tab-Mine")
            assertBlocked("back from $row", false)
        }
        turnTo("tab-Today")
        reach("to-map")
        tap("to-map")
        await("back")
        assertBlocked("map")
        off { app.gridwork.lock() }
        await("digits")
        assertBlocked("unlock")
    }

    @Test fun thePhoneLocksItselfAlsoInFront() {
        enrol()
        app.gridwork.gate.touched()
        app.hand.ahead = Duration.ofMinutes(4)
        shadowOf(Looper.getMainLooper()).idleFor(Duration.ofMinutes(4))
        assertEquals(0, rule.onAllNodesWithTag("digits").fetchSemanticsNodes().size)
        // A key on the keyboard is a touch too.
        app.gridwork.gate.touched()
        app.hand.ahead = Duration.ofMinutes(8)
        shadowOf(Looper.getMainLooper()).idleFor(Duration.ofMinutes(4))
        assertEquals(0, rule.onAllNodesWithTag("digits").fetchSemanticsNodes().size)
        app.hand.ahead = Duration.ofMinutes(10)
        shadowOf(Looper.getMainLooper()).idleFor(Duration.ofMinutes(2))
        await("digits")
    }

    @Test fun aClockSetBackIsSaidAndHindersNothing() {
        enrol()
        assertEquals(0, rule.onAllNodesWithTag("notice").fetchSemanticsNodes().size)
        app.hand.ahead = Duration.ofDays(-400)
        turnTo("tab-Mine")
        turnTo("tab-Today")
        says("notice", "手机时间不准")
        app.hand.ahead = Duration.ZERO
        turnTo("tab-Mine")
        turnTo("tab-Today")
        assertEquals(0, rule.onAllNodesWithTag("notice").fetchSemanticsNodes().size)
    }

    @Test
    @Config(sdk = [35])
    fun aFingerOpensUntilTheFingersChange() {
        val system: ShadowBiometricManager = Shadow.extract(app.getSystemService(BiometricManager::class.java))
        system.setCanAuthenticate(true)
        enrol()
        off { app.gridwork.lock() }
        tap("biometrics")
        // Not recognised, or left: the lock stays, and can be tried again.
        ShadowBiometricPrompt.failCurrentSessionOnce()
        ShadowBiometricPrompt.cancelCurrentSession()
        await("digits")
        tap("biometrics")
        ShadowBiometricPrompt.authenticateCurrentSessionSuccessfully()
        gone("digits")
        await("tab-Today")
        // Somebody else's finger was added meanwhile: the PIN is asked for, once.
        off { app.gridwork.lock() }
        app.hands.change()
        tap("biometrics")
        says("notice", "指纹换过，用密码开")
        gone("biometrics")
        PIN.forEach { tap("key-$it") }
        await("tab-Today")
        off { app.gridwork.lock() }
        tap("biometrics")
        ShadowBiometricPrompt.authenticateCurrentSessionSuccessfully()
        await("tab-Today")
    }

    @Test
    @Config(sdk = [26])
    fun wherePhonesAreTooOldForItThePinAloneOpens() {
        enrol()
        off { app.gridwork.lock() }
        await("digits")
        assertEquals(0, rule.onAllNodesWithTag("biometrics").fetchSemanticsNodes().size)
    }

    @Test fun helpIsThereBeforeTheHome() {
        tap("help-here")
        says("help-text", "扫乡镇给的码")
        tap("back")
        await("type")
        enrol()
        off { app.gridwork.lock() }
        await("digits")
        tap("help-here")
        says("help-text", "错 5 次歇 15 分钟")
        tap("back")
        await("digits")
    }
}
