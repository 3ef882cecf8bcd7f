package cn.gridwork.app

import android.net.ConnectivityManager
import android.net.NetworkCapabilities
import androidx.compose.ui.semantics.SemanticsProperties
import androidx.compose.ui.semantics.getOrNull
import androidx.compose.ui.test.ComposeTimeoutException
import androidx.compose.ui.test.SemanticsMatcher
import androidx.compose.ui.test.SemanticsNodeInteraction
import androidx.compose.ui.test.TouchInjectionScope
import androidx.compose.ui.test.click
import androidx.compose.ui.test.hasTestTag
import androidx.compose.ui.test.hasText
import androidx.compose.ui.test.isEnabled
import androidx.compose.ui.test.junit4.AndroidComposeTestRule
import androidx.compose.ui.test.junit4.v2.createAndroidComposeRule
import androidx.compose.ui.test.onAllNodesWithTag
import androidx.compose.ui.test.onFirst
import androidx.compose.ui.test.onNodeWithTag
import androidx.compose.ui.test.onRoot
import androidx.compose.ui.test.performClick
import androidx.compose.ui.test.performScrollToNode
import androidx.compose.ui.test.performTextInput
import androidx.compose.ui.test.performTextReplacement
import androidx.compose.ui.test.performTouchInput
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
import org.robolectric.Shadows.shadowOf
import org.robolectric.annotation.Config
import org.robolectric.shadows.ShadowNetworkCapabilities

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

    /** Waits until [condition] holds; what is there instead is told where it never does. */
    private fun waits(said: String, seconds: Long = PATIENCE, condition: () -> Boolean) {
        try {
            rule.waitUntil(seconds * 1_000, condition)
        } catch (late: ComposeTimeoutException) {
            throw AssertionError("$said; there is:\n" + rule.onRoot().printToString(), late)
        }
    }

    private fun all(tag: String) = rule.onAllNodesWithTag(tag).fetchSemanticsNodes()

    /** Waits until a node is there; the core answers from other threads. */
    protected fun await(tag: String, seconds: Long = PATIENCE): SemanticsNodeInteraction {
        waits("$tag does not come", seconds) { all(tag).isNotEmpty() }
        return rule.onAllNodesWithTag(tag).onFirst()
    }

    protected fun gone(tag: String) = waits("$tag does not go") { all(tag).isEmpty() }

    /** Scrolls the list to a node, if there is such a node in it. */
    private fun scrolled(node: SemanticsMatcher): Boolean = try {
        rule.onNodeWithTag("rows").performScrollToNode(node)
        true
    } catch (_: AssertionError) {
        false
    } catch (_: IllegalArgumentException) {
        false // A list that is still being read has no rows to go to.
    }

    /** What the list was gone through for last. */
    private var sought: String? = null

    /** Scrolls the list to a node and gives it. */
    protected fun reach(tag: String): SemanticsNodeInteraction {
        await("rows")
        waits("$tag is not in the list") { scrolled(hasTestTag(tag)) }
        sought = tag
        return rule.onAllNodesWithTag(tag).onFirst()
    }

    /**
     * Lets a hand do something once to the first node that fits, where it lies in that very moment. Between two looks
     * the core answers and rows move: what is [inList] and was moved away is gone after.
     */
    private fun once(node: SemanticsMatcher, inList: Boolean, hand: SemanticsNodeInteraction.() -> Boolean) {
        var done = false
        waits("nothing can be done to ${node.description}") {
            try {
                done = rule.onAllNodes(node).onFirst().hand()
            } catch (_: AssertionError) {
                if (inList) scrolled(node)
            }
            done
        }
    }

    /** Touches what can be touched: a button that waits for the core is waited for, as a hand would. */
    protected fun touch(node: SemanticsMatcher, inList: Boolean, gesture: TouchInjectionScope.() -> Unit) = once(node and isEnabled(), inList) {
        var touched = false
        try {
            performTouchInput {
                // Of what lies outside of the list nothing is to be seen, and no finger finds it.
                if (visibleSize.width > 0 && visibleSize.height > 0) {
                    touched = true
                    gesture()
                }
            }
        } catch (fault: AssertionError) {
            // Whatever came of it, nobody touches a second time.
            if (touched) throw IllegalStateException("after a touch of ${node.description}", fault)
            throw fault
        }
        if (!touched) scrolled(node)
        touched
    }

    protected fun touch(tag: String, gesture: TouchInjectionScope.() -> Unit) = touch(hasTestTag(tag), tag == sought, gesture)

    protected fun tap(tag: String) {
        touch(tag) { click() }
        taps += 1
    }

    /** Scrolls to a field and types into it. */
    protected fun type(tag: String, text: String) {
        reach(tag)
        once(hasTestTag(tag), inList = true) {
            performTextInput(text)
            true
        }
    }

    /** Scrolls to a field and writes something else into it. */
    protected fun write(tag: String, text: String) {
        reach(tag)
        once(hasTestTag(tag), inList = true) {
            performTextReplacement(text)
            true
        }
    }

    /** Waits until the first node of a tag says [text]: it may stand there before the core has answered. */
    protected fun says(tag: String, text: String, whole: Boolean = false) {
        await(tag)
        waits("$tag does not say $text") { all(tag).firstOrNull()?.let(hasText(text, substring = !whole)::matches) == true }
    }

    /** Scrolls to a node and waits until it says [text]. */
    protected fun reads(tag: String, text: String) {
        reach(tag)
        waits("$tag does not say $text") {
            val first = all(tag).firstOrNull()
            if (first == null) scrolled(hasTestTag(tag))
            first?.let(hasText(text, substring = true)::matches) == true
        }
    }

    /** Goes to a tab and makes sure that it is shown before the story goes on. */
    protected fun turnTo(tab: String) {
        await(tab)
        waits("$tab is not shown") {
            val shown = all(tab).firstOrNull()
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
        await(first, seconds = 2 * PATIENCE)
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

    /** Which network the phone has from now on. */
    protected fun network(transport: Int, kilobits: Int) {
        val capabilities = ShadowNetworkCapabilities.newInstance()
        shadowOf(capabilities).addTransportType(transport)
        shadowOf(capabilities).addCapability(NetworkCapabilities.NET_CAPABILITY_INTERNET)
        capabilities.javaClass.getMethod("setLinkUpstreamBandwidthKbps", Int::class.java).invoke(capabilities, kilobits)
        val manager = app.getSystemService(ConnectivityManager::class.java)
        shadowOf(manager).setNetworkCapabilities(manager.activeNetwork, capabilities)
    }

    /** Reports an incident with a photo. */
    protected suspend fun withAPhoto(bytes: Int = 70_000): String {
        val photo = app.gridwork.file("photos", "示意.jpg").apply { writeBytes(byteArrayOf(-1, -40, -1, -32) + ByteArray(bytes) { it.toByte() }) }
        val category = session.client.categories().first { it.call.isEmpty() }.code
        return session.client.report(NewIncident("雪把进村的路封了", category, place = "村口", photos = listOf(photo.path)))
    }

    /** Waits while the main thread goes on; waiting alone would not let it. */
    protected fun until(condition: () -> Boolean) = waits("it does not come to pass") {
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

        /** Seconds that are waited for anything: what is right comes sooner, also on a slow machine. */
        const val PATIENCE = 60L
    }
}
