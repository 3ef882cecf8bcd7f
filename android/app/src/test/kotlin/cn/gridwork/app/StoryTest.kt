package cn.gridwork.app

import androidx.compose.ui.semantics.SemanticsProperties
import androidx.compose.ui.semantics.getOrNull
import androidx.compose.ui.test.ComposeTimeoutException
import androidx.compose.ui.test.SemanticsNodeInteraction
import androidx.compose.ui.test.hasTestTag
import androidx.compose.ui.test.hasText
import androidx.compose.ui.test.junit4.AndroidComposeTestRule
import androidx.compose.ui.test.junit4.v2.createAndroidComposeRule
import androidx.compose.ui.test.onAllNodesWithTag
import androidx.compose.ui.test.onFirst
import androidx.compose.ui.test.onNodeWithTag
import androidx.compose.ui.test.onRoot
import androidx.compose.ui.test.performClick
import androidx.compose.ui.test.performScrollToNode
import androidx.compose.ui.test.printToString
import android.os.Bundle
import android.os.Parcel
import androidx.test.core.app.ApplicationProvider
import androidx.test.ext.junit.rules.ActivityScenarioRule
import androidx.test.platform.app.InstrumentationRegistry
import androidx.work.Configuration
import androidx.work.testing.WorkManagerTestInitHelper
import cn.gridwork.core.GridFailure
import cn.gridwork.core.NewIncident
import cn.gridwork.core.Phone
import cn.gridwork.core.TrainingHub
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.async
import kotlinx.coroutines.runBlocking
import org.junit.After
import org.junit.Assert.assertTrue
import org.junit.Before
import org.junit.Rule
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.RuntimeEnvironment
import org.robolectric.annotation.Config

/** A phone in a worker's hand: the whole app over the real core and a real hub. */
@RunWith(RobolectricTestRunner::class)
@Config(application = TestApplication::class, sdk = [26, 35])
abstract class StoryTest {
    @get:Rule val rule: AndroidComposeTestRule<ActivityScenarioRule<MainActivity>, MainActivity> =
        createAndroidComposeRule<MainActivity>()

    protected val app: TestApplication get() = ApplicationProvider.getApplicationContext()
    protected val hub get() = TrainingHub.shared

    /** Taps counted since [counting] began. */
    protected var taps = 0

    @Before fun background() {
        WorkManagerTestInitHelper.initializeTestWorkManager(app, Configuration.Builder().build())
    }

    /** Waits until a node is there; the core answers from other threads. */
    protected fun await(tag: String, seconds: Long = 20): SemanticsNodeInteraction {
        try {
            rule.waitUntil(seconds * 1_000) { rule.onAllNodesWithTag(tag).fetchSemanticsNodes().isNotEmpty() }
        } catch (late: ComposeTimeoutException) {
            throw AssertionError("$tag does not come; there is:\n" + rule.onRoot().printToString(), late)
        }
        return rule.onAllNodesWithTag(tag).onFirst()
    }

    protected fun gone(tag: String) =
        rule.waitUntil(20_000) { rule.onAllNodesWithTag(tag).fetchSemanticsNodes().isEmpty() }

    /** Scrolls the list to a node and gives it. */
    protected fun reach(tag: String): SemanticsNodeInteraction {
        await("rows")
        try {
            rule.waitUntil(20_000) {
                try {
                    rule.onNodeWithTag("rows").performScrollToNode(hasTestTag(tag))
                    true
                } catch (_: AssertionError) {
                    false
                } catch (_: IllegalArgumentException) {
                    false // A list that is still being read has no rows to go to.
                }
            }
        } catch (late: ComposeTimeoutException) {
            throw AssertionError("$tag is not in the list; there is:\n" + rule.onRoot().printToString(), late)
        }
        return rule.onAllNodesWithTag(tag).onFirst()
    }

    /** Waits until the first node of a tag says [text]: it may stand there before the core has answered. */
    protected fun says(tag: String, text: String, whole: Boolean = false) {
        await(tag)
        try {
            rule.waitUntil(20_000) {
                rule.onAllNodesWithTag(tag).fetchSemanticsNodes().firstOrNull()
                    ?.let(hasText(text, substring = !whole)::matches) == true
            }
        } catch (late: ComposeTimeoutException) {
            throw AssertionError("$tag does not say $text; there is:\n" + rule.onRoot().printToString(), late)
        }
    }

    /** Scrolls to a node and waits until it says [text]. */
    protected fun reads(tag: String, text: String) {
        reach(tag)
        says(tag, text)
    }

    /** Taps what can be tapped: a button that waits for the core is waited for, as a hand would. */
    protected fun tap(tag: String) {
        await(tag)
        rule.waitUntil(20_000) {
            rule.onAllNodesWithTag(tag).fetchSemanticsNodes().firstOrNull()?.config?.contains(SemanticsProperties.Disabled) == false
        }
        rule.onAllNodesWithTag(tag).onFirst().performClick()
        taps += 1
    }

    /** Goes to a tab and makes sure that it is shown before the story goes on. */
    protected fun turnTo(tab: String) {
        await(tab)
        rule.waitUntil(20_000) {
            val shown = rule.onAllNodesWithTag(tab).fetchSemanticsNodes().firstOrNull()
            val there = shown?.config?.getOrNull(SemanticsProperties.Selected) == true
            if (!there && shown != null) rule.onAllNodesWithTag(tab).onFirst().performClick()
            there
        }
        taps += 1
    }

    /** Enrols behind the screens, as `EnrolStoryTest` does on them, and waits for the day. */
    protected fun enrol(code: String = hub.code(), first: String = "visit-1") {
        until { app.gridwork.phase.value is Phase.Enrolling }
        off {
            val session = (app.gridwork.phase.value as Phase.Enrolling).session
            session.exchange.enrol(code, "示例手机", "kotlin")
            // A download that was cut short would only be seen much later, as something that does not come.
            val downloaded = session.exchange.run(Phone.BUDGET)
            assertTrue("the first download ends: $downloaded", downloaded.complete && downloaded.problem == null)
            app.gridwork.gate.set(PIN)
            app.gridwork.look()
        }
        await(first, seconds = 60)
        taps = 0
    }

    /**
     * The system ends the process behind the screen, and the worker comes back: of the app's memory nothing
     * is left, only what the activity saved, through the bytes that the system keeps it as.
     */
    protected fun killed() {
        rule.waitForIdle()
        rule.activityRule.scenario.onActivity { activity ->
            val saved = Bundle()
            InstrumentationRegistry.getInstrumentation().callActivityOnSaveInstanceState(activity, saved)
            val parcel = Parcel.obtain()
            parcel.writeBundle(saved)
            assertTrue("more than the system takes", parcel.dataSize() < 200_000)
            parcel.recycle()
            activity.viewModelStore.clear()
        }
        rule.activityRule.scenario.recreate()
        rule.waitForIdle()
    }

    /** The phone is laid on its side (`land`) or held upright again (`port`). */
    protected fun turned(way: String) {
        RuntimeEnvironment.setQualifiers("+$way")
        rule.activityRule.scenario.recreate()
        rule.waitForIdle()
    }

    protected val session: Session get() = (app.gridwork.phase.value as Phase.Ready).session

    /** Exchanges until there is nothing more to say. */
    protected fun sync() = off { session.exchange.run(Phone.BUDGET) }

    /** Reports an incident with a photo. */
    protected suspend fun withAPhoto(): String {
        val photo = app.gridwork.file("photos", "示意.jpg").apply { writeBytes(byteArrayOf(-1, -40, -1, -32) + ByteArray(70_000) { it.toByte() }) }
        val category = session.client.categories().first { it.call.isEmpty() }.code
        return session.client.report(NewIncident("雪把进村的路封了", category, place = "村口", photos = listOf(photo.path)))
    }

    /** Waits while the main thread goes on; waiting alone would not let it. */
    protected fun until(condition: () -> Boolean) = rule.waitUntil(60_000) {
        rule.waitForIdle()
        condition()
    }

    /** Does something off the main thread while the screens go on. */
    @OptIn(ExperimentalCoroutinesApi::class)
    protected fun <T> off(block: suspend () -> T): T {
        val doing = CoroutineScope(Dispatchers.Default).async { block() }
        until { doing.isCompleted }
        return doing.getCompleted()
    }

    @After fun putAway(): Unit = runBlocking {
        val client = when (val phase = app.gridwork.phase.value) {
            is Phase.Ready -> phase.session.client
            is Phase.Enrolling -> phase.session.client
            is Phase.Withdrawn -> phase.session.client
            else -> null
        }
        try {
            client?.shutDown()
        } catch (_: GridFailure) {
            // It was wiped.
        }
    }

    companion object {
        const val PIN = "135790"
    }
}
