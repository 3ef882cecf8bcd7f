package cn.gridwork.app

import android.Manifest
import android.content.ComponentName
import android.location.Location
import android.location.LocationManager
import android.os.Looper
import android.os.SystemClock
import androidx.activity.ComponentActivity
import androidx.activity.compose.setContent
import androidx.compose.runtime.collectAsState
import androidx.compose.runtime.getValue
import androidx.compose.ui.geometry.Offset
import androidx.compose.ui.test.hasTestTag
import androidx.compose.ui.test.junit4.v2.createEmptyComposeRule
import androidx.compose.ui.test.onAllNodesWithTag
import androidx.compose.ui.test.onFirst
import androidx.compose.ui.test.onNodeWithTag
import androidx.compose.ui.test.performClick
import androidx.compose.ui.test.performScrollToNode
import androidx.compose.ui.test.performTextClearance
import androidx.compose.ui.test.performTextInput
import androidx.compose.ui.test.performTouchInput
import androidx.compose.ui.test.swipe
import androidx.test.core.app.ActivityScenario
import androidx.test.core.app.ApplicationProvider
import cn.gridwork.app.screen.visit.VisitModel
import cn.gridwork.app.screen.visit.VisitScreen
import cn.gridwork.app.ui.GridworkTheme
import cn.gridwork.app.ui.TextSize
import cn.gridwork.core.Answer
import cn.gridwork.core.AnswerKind
import cn.gridwork.core.ClosedChannel
import cn.gridwork.core.Evidence
import cn.gridwork.core.FakeClient
import cn.gridwork.core.Form
import cn.gridwork.core.FormItem
import cn.gridwork.core.FormOption
import cn.gridwork.core.FormPart
import cn.gridwork.core.Hit
import cn.gridwork.core.LastTime
import cn.gridwork.core.PastVisit
import cn.gridwork.core.ProblemMark
import cn.gridwork.core.RecordState
import cn.gridwork.core.Referent
import cn.gridwork.core.Task
import cn.gridwork.core.TaskRef
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Before
import org.junit.Rule
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.Shadows.shadowOf
import org.robolectric.annotation.Config
import java.io.File
import java.time.Duration
import java.time.LocalDate

/** Every kind of answer, entered by hand as a worker does. */
@RunWith(RobolectricTestRunner::class)
@Config(application = TestApplication::class, sdk = [26, 35])
class AnswersTest {
    @get:Rule val rule = createEmptyComposeRule()

    private val app: TestApplication get() = ApplicationProvider.getApplicationContext()
    private val task = TaskRef("ZZ-01", "house", 1uL)

    private fun part(field: String, kind: AnswerKind, problem: ProblemMark? = null, closed: Boolean = false) =
        FormPart(listOf(field), "", kind, problem, false, true, closed, false)

    private fun item(number: Int, kind: AnswerKind, problem: ProblemMark? = null, closed: Boolean = false) =
        FormItem(number, "第 $number 样", null, Evidence.None, 1, listOf(part("$number", kind, problem, closed)), emptyList(), emptyList())

    private val options = listOf(FormOption(1, "一样", false, false), FormOption(3, "三样", false, false), FormOption(7, "都没有", false, true))

    private val form = Form(
        "ZZ-01", 1, "示意", false, true, null, "",
        listOf(
            item(1, AnswerKind.YesNo),
            item(2, AnswerKind.Single(options)),
            item(3, AnswerKind.Multi(options)),
            item(4, AnswerKind.Number(0, 99, "人")),
            item(5, AnswerKind.Day),
            item(6, AnswerKind.Time),
            item(7, AnswerKind.Words(10)),
            item(8, AnswerKind.Record(Referent.Person)),
            item(9, AnswerKind.Point),
            item(10, AnswerKind.Signature),
            item(11, AnswerKind.Document),
            // A problem whose photo may be left out with a reason, in rows that are added by hand.
            FormItem(
                12, "第 12 样", null, Evidence.ProblemPhoto, 3,
                listOf(FormPart(listOf("12", "12.10", "12.20"), "", AnswerKind.YesNo, ProblemMark.Yes, false, true, false, false)),
                listOf("12.8", "12.18", "12.28"), listOf("12.9", "12.19", "12.29"),
            ),
            item(13, AnswerKind.YesNo, ProblemMark.Yes, closed = true),
        ),
    )

    private val phone = object : FakeClient() {
        val answers = mutableMapOf<String, Answer>()
        val files = mutableMapOf<String, Int>()
        val told = mutableListOf<Pair<ClosedChannel, String>>()
        override suspend fun form(template: String) = form
        override suspend fun formOf(task: TaskRef) = form
        override suspend fun lastTime(task: TaskRef): LastTime? = null
        override suspend fun lastYear(household: String) = emptyList<PastVisit>()
        override suspend fun task(task: TaskRef) = Task("id", "ZZ-01", "示意", "", false, answers.toMap(), null, 0)
        override suspend fun stateOf(record: String) = RecordState.Saved
        override suspend fun answer(task: TaskRef, field: String, value: Answer) {
            answers[field] = value
        }
        override suspend fun attach(task: TaskRef, field: String, path: String) {
            files[field] = File(path).readBytes().size
            answers[field] = Answer.File("00".repeat(32))
        }
        override suspend fun find(query: String, limit: Int) =
            if (query == "白") listOf(Hit("house-1", "person-1", "白示意", "", "东沟", 1)) else emptyList()
        override suspend fun reportClosed(channel: ClosedChannel, words: String, reportNo: String?) {
            told += channel to words
        }
    }

    @Before fun declareTheActivity() {
        shadowOf(app.packageManager).addActivityIfNotPresent(ComponentName(app, ComponentActivity::class.java))
    }

    private fun reach(tag: String) = rule.onNodeWithTag("rows").performScrollToNode(hasTestTag(tag)).let { rule.onAllNodesWithTag(tag).onFirst() }

    private fun tap(tag: String) {
        reach(tag).performClick()
        rule.waitForIdle()
    }

    private fun type(tag: String, text: String) {
        reach(tag).performTextClearance()
        reach(tag).performTextInput(text)
    }

    /** Waits while the phone's own time goes on: what is typed is written down once it rests. */
    private fun until(condition: () -> Boolean) = rule.waitUntil(10_000) {
        shadowOf(Looper.getMainLooper()).idleFor(Duration.ofMillis(100))
        condition()
    }

    private fun holds(field: String, answer: Answer) = until { phone.answers[field] == answer }

    private fun onTheForm(fill: () -> Unit) = ActivityScenario.launch(ComponentActivity::class.java).use { scenario ->
        scenario.onActivity { activity ->
            val model = VisitModel(phone, "house", listOf(task), LastWords(CoroutineScope(Dispatchers.Default)))
            activity.setContent {
                val state by model.state.collectAsState()
                val notice by model.notice.collectAsState()
                GridworkTheme(TextSize.Standard, false) { VisitScreen(Route.Visit("白示意家", "东沟", "house-1", listOf(task)), state, notice, model::on, {}, {}) }
            }
        }
        rule.waitUntil(5_000) { rule.onAllNodesWithTag("show-all").fetchSemanticsNodes().isNotEmpty() || rule.onAllNodesWithTag("rows").fetchSemanticsNodes().isNotEmpty() }
        tap("show-all")
        fill()
    }

    @Test fun whatIsChosenOrTyped() = onTheForm {
        tap("ZZ-01-1-true")
        holds("1", Answer.YesNo(true))
        // A second tap takes it back, and the other answer takes its place.
        tap("ZZ-01-1-true")
        holds("1", Answer.Empty)
        tap("ZZ-01-1-false")
        holds("1", Answer.YesNo(false))

        tap("ZZ-01-2-3")
        holds("2", Answer.Choice(3))

        tap("ZZ-01-3-1")
        tap("ZZ-01-3-3")
        holds("3", Answer.Choices(0uL).with(1).with(3))
        // None of these stands alone.
        tap("ZZ-01-3-7")
        holds("3", Answer.Choices(0uL).with(7))

        type("ZZ-01-4", "100")
        reach("unfit-ZZ-01-4")
        assertEquals("what does not fit is not written", null, phone.answers["4"])
        type("ZZ-01-4", "14")
        holds("4", Answer.Number(14))

        type("ZZ-01-5", "20260230")
        reach("unfit-ZZ-01-5")
        type("ZZ-01-5", "20260228")
        holds("5", Answer.Day(LocalDate.of(2026, 2, 28)))

        type("ZZ-01-6", "2460")
        reach("unfit-ZZ-01-6")
        type("ZZ-01-6", "0830")
        holds("6", Answer.Time(8 * 60 + 30))

        type("ZZ-01-7", "烟道要换")
        holds("7", Answer.Words("烟道要换"))
    }

    @Test fun whoIsMeantIsFoundByName() = onTheForm {
        type("ZZ-01-8", "白")
        rule.waitUntil(5_000) { rule.onAllNodesWithTag("offer-person-1").fetchSemanticsNodes().isNotEmpty() }
        tap("offer-person-1")
        holds("8", Answer.Record("person-1"))
        tap("back-ZZ-01-8")
        holds("8", Answer.Empty)
    }

    @Test fun whereItIsIsAskedOfThePhoneOnce() = onTheForm {
        // No fix: it is said, and nothing is written.
        shadowOf(app).grantPermissions(Manifest.permission.ACCESS_FINE_LOCATION)
        val manager = app.getSystemService(LocationManager::class.java)
        for (provider in listOf(LocationManager.GPS_PROVIDER, LocationManager.NETWORK_PROVIDER)) shadowOf(manager).setProviderEnabled(provider, false)
        tap("locate-ZZ-01-9")
        rule.waitUntil(5_000) { rule.onAllNodesWithTag("notice").fetchSemanticsNodes().isNotEmpty() }
        assertEquals(null, phone.answers["9"])

        shadowOf(manager).setProviderEnabled(LocationManager.GPS_PROVIDER, true)
        tap("locate-ZZ-01-9")
        shadowOf(manager).simulateLocation(
            Location(LocationManager.GPS_PROVIDER).apply {
                longitude = 111.45
                latitude = 41.02
                accuracy = 12f
                time = System.currentTimeMillis()
                elapsedRealtimeNanos = SystemClock.elapsedRealtimeNanos()
            },
        )
        until { phone.answers["9"] != null }
        val point = phone.answers.getValue("9") as Answer.Point
        assertEquals(listOf(1_114_500_000, 410_200_000, 12, 1), listOf(point.lonE7, point.latE7, point.accuracyMetres, point.source))
    }

    @Test fun aNameIsSigned() = onTheForm {
        tap("sign-ZZ-01-10")
        reach("pad-ZZ-01-10").performTouchInput { swipe(Offset(10f, 10f), Offset(200f, 60f)) }
        tap("signed-ZZ-01-10")
        until { phone.files["10"] != null }
        assertTrue(phone.files.getValue("10") > 100)
        // Nothing in clear stays beside the core.
        rule.waitUntil(5_000) { app.gridwork.file("photos", "x").parentFile?.list().orEmpty().isEmpty() }
        reach("photo-ZZ-01-11") // A document is photographed as everything is.
    }

    @Test fun aRowIsAddedAndAPhotoIsLeftOutWithAReason() = onTheForm {
        tap("ZZ-01-12-true")
        tap("more-ZZ-01#12@house")
        tap("ZZ-01-12.10-true")
        holds("12", Answer.YesNo(true))
        holds("12.10", Answer.YesNo(true))
        reach("photo-ZZ-01-12.18")
        tap("ZZ-01-12.18-skip-2")
        holds("12.19", Answer.Choice(2))
        tap("ZZ-01-12.18-skip-2")
        holds("12.19", Answer.Empty)
    }

    @Test fun oneQuestionIsDeclinedAndAnotherDoesNotApply() = onTheForm {
        tap("decline-ZZ-01#2@house")
        holds("2", Answer.Declined)
        tap("na-ZZ-01#4@house")
        holds("4", Answer.NotApplicable)
        tap("back-ZZ-01-2")
        holds("2", Answer.Empty)
    }

    @Test fun whatBelongsInTheClosedChannelGoesThereAndNowhereElse() = onTheForm {
        tap("ZZ-01-13-true")
        assertEquals(null, phone.answers["13"])
        type("closed-ZZ-01-13", "隔壁夜里有哭声")
        tap("closed-send-ZZ-01-13")
        reach("closed-sent")
        assertEquals(listOf(ClosedChannel.Children to "隔壁夜里有哭声"), phone.told)
        assertTrue("${phone.answers}", phone.answers.isEmpty())
    }
}
