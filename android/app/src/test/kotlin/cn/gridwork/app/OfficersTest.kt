package cn.gridwork.app

import android.graphics.Bitmap
import androidx.compose.ui.geometry.Offset
import androidx.compose.ui.graphics.asAndroidBitmap
import androidx.compose.ui.semantics.SemanticsProperties
import androidx.compose.ui.semantics.getOrNull
import androidx.compose.ui.test.captureToImage
import androidx.compose.ui.test.click
import androidx.compose.ui.test.hasTestTag
import androidx.compose.ui.test.hasText
import androidx.compose.ui.test.onAllNodesWithTag
import androidx.compose.ui.test.onNodeWithTag
import androidx.compose.ui.test.performScrollTo
import androidx.compose.ui.test.swipe
import cn.gridwork.core.GridFailure
import cn.gridwork.core.Phone
import kotlinx.coroutines.runBlocking
import org.junit.After
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.rules.TemporaryFolder

/** Two officers: the screens of one phone, and the other's phone held beside it. What passes between them is light. */
abstract class OfficersTest : CameraTest() {
    @get:Rule val temporary = TemporaryFolder()
    protected lateinit var colleague: Phone

    /** What the set of a story is about: the office has those of others too. */
    protected val matter = "示意：在禁牧区放羊 ${System.nanoTime()}"

    /** Both phones are enrolled, and each knows the other's key. */
    protected fun meet() {
        colleague = Phone(temporary.newFolder("colleague"))
        runBlocking {
            colleague.open()
            colleague.exchange.enrol(hub.codeOf("officer", 1), "示例手机", "kotlin")
            colleague.sync()
        }
        enrol(hub.codeOf("officer"), first = "tab-Mine")
        off { colleague.sync() }
    }

    @After fun theColleagueToo(): Unit = runBlocking { if (::colleague.isInitialized) colleague.putAway() }

    protected val me: String get() = hub.person("officer")
    protected val other: String get() = hub.person("officer", 1)

    /** What an officer is called. */
    protected fun name(person: String): String {
        val known = off { colleague.core.fellowOfficers() + session.client.fellowOfficers() }
        return known.first { it.person == person }.name
    }

    /** Both phones exchange until each has what the other said. */
    protected fun bothSync() {
        sync()
        off { colleague.sync() }
        sync()
    }

    /** The township has heard all that this phone said, and gave nothing back. */
    protected fun allTaken() {
        repeat(2) { sync() }
        val left = off { session.client.syncState() }
        assertEquals("waiting, unconfirmed, drafts", listOf(0, 0, 0), listOf(left.waiting, left.unconfirmed, left.drafts))
    }

    /** What another phone or a card shows, held before this phone's camera as near as it can be read. */
    protected fun scans(tag: String, code: String) =
        takes(asks(tag), (560..1_600 step 40).asSequence().map { Codes.picture(code, it) }.first { Codes.textOf(it) == code })

    /** What the other phone's camera reads on this one's screen. */
    protected fun shown(): String {
        reach("code")
        rule.onNodeWithTag("code").performScrollTo()
        var read: String? = null
        until {
            val seen = rule.onNodeWithTag("code").captureToImage().asAndroidBitmap().copy(Bitmap.Config.ARGB_8888, false)
            read = Codes.textOf(seen)
            read != null
        }
        return checkNotNull(read)
    }

    protected fun toEvidence() {
        turnTo("tab-Mine")
        reach("to-evidence")
        tap("to-evidence")
        await("new-set")
    }

    /** Opens a set on the screens; it has one officer and does not stand. */
    protected fun opened(): String {
        toEvidence()
        tap("new-set")
        type("matter", matter)
        type("set-place", "东沟北坡")
        tap("make-set")
        says("status", "未成立")
        return off { session.client.evidenceSets(0, 1) }.single().id
    }

    /** Opens a set on the screens, and has it confirmed by what the other phone shows. */
    protected fun standing(): String {
        val set = opened()
        reach("invite")
        tap("invite")
        reach("code")
        // A code that is none of ours changes nothing.
        scans("scan-confirmation", "GW1|of another app")
        says("status", "未成立")
        val answer = off { colleague.core.confirmScanned(session.client.confirmationCode(set)) }
        scans("scan-confirmation", answer)
        says("status", "已成立")
        return set
    }

    /** Opens the set of this story from the list. */
    protected fun open() {
        await("new-set")
        touch(hasTestTag("set") and hasText(matter, substring = true), inList = true) { click() }
        await("officer")
    }

    /** The set again, as the core has it by now. */
    protected fun anew() {
        tap("back")
        open()
    }

    protected fun photo(title: String) {
        tap("capture")
        shoots(opens("take-photo"))
        reads("taken", "现场采集")
        pick("kind-2")
        type("capture-title", title)
        pick("told-NotOfPeople")
        reads("missing", "")
        tap("keep")
        reads("item", title)
    }

    protected fun pick(tag: String) {
        reach(tag)
        tap(tag)
    }

    /** Signs on the glass. */
    protected fun sign(pad: String) {
        pick("sign-$pad")
        reach("pad-$pad")
        touch("pad-$pad") { swipe(Offset(20f, 20f), Offset(220f, 90f), 200) }
        pick("signed-$pad")
        gone("pad-$pad")
    }

    /** Waits until something on the screen says [text]. */
    protected fun seen(text: String) = until { rule.onAllNodes(hasText(text, substring = true)).fetchSemanticsNodes().isNotEmpty() }

    /** What the nodes of a tag say. */
    protected fun texts(tag: String): List<String> = rule.onAllNodesWithTag(tag).fetchSemanticsNodes()
        .map { node -> node.config.getOrNull(SemanticsProperties.Text).orEmpty().joinToString { it.text } }

    protected fun none(tag: String) = assertTrue(tag, rule.onAllNodesWithTag(tag).fetchSemanticsNodes().isEmpty())

    /** Why the core says no. */
    protected fun refusal(block: suspend () -> Unit): String =
        checkNotNull(off { runCatching { block() }.exceptionOrNull() as? GridFailure }) { "it was done" }.code
}
