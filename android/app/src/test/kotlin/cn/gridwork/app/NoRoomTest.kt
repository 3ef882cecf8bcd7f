package cn.gridwork.app

import cn.gridwork.app.screen.conflicts.ConflictsModel
import cn.gridwork.app.screen.household.Doing
import cn.gridwork.app.screen.household.HouseholdEvent
import cn.gridwork.app.screen.household.HouseholdModel
import cn.gridwork.app.screen.household.MergeModel
import cn.gridwork.app.screen.household.NewHouseholdModel
import cn.gridwork.app.screen.household.SplitModel
import cn.gridwork.app.screen.incidents.IncidentsModel
import cn.gridwork.app.screen.report.ReportEvent
import cn.gridwork.app.screen.report.ReportModel
import cn.gridwork.app.screen.visit.VisitEvent
import cn.gridwork.app.screen.visit.VisitModel
import cn.gridwork.core.Answer
import cn.gridwork.core.Category
import cn.gridwork.core.ClosedChannel
import cn.gridwork.core.Conflict
import cn.gridwork.core.FakeClient
import cn.gridwork.core.GridFailure
import cn.gridwork.core.Hamlet
import cn.gridwork.core.HeldValue
import cn.gridwork.core.Hit
import cn.gridwork.core.Household
import cn.gridwork.core.Incident
import cn.gridwork.core.IncidentStep
import cn.gridwork.core.Member
import cn.gridwork.core.NewHousehold
import cn.gridwork.core.NewIncident
import cn.gridwork.core.NewPerson
import cn.gridwork.core.PastVisit
import cn.gridwork.core.RecordState
import cn.gridwork.core.SplitHousehold
import cn.gridwork.core.TaskRef
import cn.gridwork.core.Today
import cn.gridwork.core.ToVerify
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.test.StandardTestDispatcher
import kotlinx.coroutines.test.advanceUntilIdle
import kotlinx.coroutines.test.resetMain
import kotlinx.coroutines.test.runTest
import kotlinx.coroutines.test.setMain
import org.junit.After
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNull
import org.junit.Before
import org.junit.Rule
import org.junit.Test
import org.junit.rules.TemporaryFolder
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import java.time.Instant
import java.time.LocalDate

/** A full phone, form by form: it is said, what was entered stays, and with room the same button does it. */
@RunWith(RobolectricTestRunner::class)
@OptIn(ExperimentalCoroutinesApi::class)
class NoRoomTest {
    @get:Rule val temporary = TemporaryFolder()

    private val main = StandardTestDispatcher()
    private val at = Instant.parse("2026-10-08T01:00:00Z")
    private val member = Member("person-1", "白示意", "", 2, 1, 71, "139****1234", 1, 0)

    private val phone = object : FakeClient() {
        var full = true
        val written = mutableListOf<Any>()

        private fun write(what: Any) {
            if (full) throw GridFailure.Storage("disk_full", null, true)
            written += what
        }

        override suspend fun hamlets() = listOf(Hamlet("hamlet", "东沟", "cell", "第1网格"))
        override suspend fun categories() = listOf(Category("Y06", "雪阻断路", emptyList()))
        override suspend fun report(new: NewIncident): String = "incident".also { write(new.words to new.photos.size) }
        override suspend fun addHousehold(new: NewHousehold): String = "house".also { write(new.address) }
        override suspend fun household(household: String) =
            Household("house-1", "东沟", "东头", "", "", listOf(member, member.copy(person = "person-2")), emptyList(), null, 0, RecordState.Received)
        override suspend fun today() = Today(emptyList(), 0, 0, 0, null, true)
        override suspend fun lastYear(household: String) = emptyList<PastVisit>()
        override suspend fun editHousehold(household: String, field: String, value: Answer) = write(value)
        override suspend fun noteHousehold(household: String, text: String) = write(text)
        override suspend fun editMember(household: String, person: String, field: String, value: Answer) = write(field to value)
        override suspend fun addMember(household: String, new: NewPerson): String = "person".also { write(new.name) }
        override suspend fun leave(household: String, person: String, reason: Int, on: LocalDate) = write(reason)
        override suspend fun splitHousehold(from: String, people: List<String>, new: SplitHousehold, on: LocalDate): String =
            "house-9".also { write(people to new.address) }
        override suspend fun find(query: String, limit: Int) = listOf(Hit("house-2", "person-9", "张示意", "", "东沟", 1))
        override suspend fun mergeHouseholds(from: String, into: String, on: LocalDate) = write(into)
        override suspend fun incident(incident: String) =
            Incident("incident-1", "1", "Y06", "雪阻断路", "雪", "村口", "受理", false, false, emptyList(), at, RecordState.Received)
        override suspend fun toVerify(limit: Int) = emptyList<ToVerify>()
        override suspend fun incidentOffers(incident: String) = setOf("note")
        override suspend fun incidentStep(incident: String, step: IncidentStep) = write(step)
        override suspend fun conflicts(limit: Int) = if (written.isEmpty()) {
            listOf(Conflict("house-1", "白示意", null, "", "address", "地址", listOf(HeldValue(Answer.Words("东头"), "东头", "张示意", at, false))))
        } else {
            emptyList()
        }
        override suspend fun resolve(document: String, member: String?, field: String, value: Answer) = write(value)
        override suspend fun reportClosed(channel: ClosedChannel, words: String, reportNo: String?) = write(words)
    }

    @Before fun begin() = Dispatchers.setMain(main)

    @After fun end() = Dispatchers.resetMain()

    /** Does [step] on a full phone and with room; [kept] looks whether everything is still there in between. */
    private fun <S> tried(model: ScreenModel<S>, step: () -> Unit, kept: (S) -> Unit, written: Any) = runTest(main) {
        advanceUntilIdle()
        step()
        advanceUntilIdle()
        assertEquals("disk_full", model.notice.value)
        kept(model.state.value)
        assertEquals(emptyList<Any>(), phone.written)
        phone.full = false
        step()
        advanceUntilIdle()
        // A photo that was taken in goes from the disk on a thread of its own.
        repeat(1_000) {
            if (model.notice.value == null) return@repeat
            Thread.sleep(5)
            advanceUntilIdle()
        }
        assertNull(model.notice.value)
        assertEquals(listOf(written), phone.written)
    }

    @Test fun inAReportWithItsPhotos() {
        val photo = temporary.newFile("photo.jpg")
        val model = ReportModel(phone)
        model.on(ReportEvent.Words("雪把路封了"))
        model.on(ReportEvent.Choose("Y06"))
        model.on(ReportEvent.Photo(photo.path))
        tried(
            model, { model.on(ReportEvent.HandIn) },
            { form ->
                assertEquals(listOf("雪把路封了", listOf(photo.path), null), listOf(form.words, form.photos, form.handedIn))
                assertEquals("the photo itself", true, photo.exists())
            },
            "雪把路封了" to 1,
        )
    }

    @Test fun inANewHousehold() {
        val model = NewHouseholdModel(phone)
        model.change { it.copy(hamlet = "hamlet", name = "新来示意", address = "东头第四家") }
        tried(model, { model.make() }, { form -> assertEquals(listOf("东头第四家", null), listOf(form.address, form.made)) }, "东头第四家")
    }

    private fun household() = HouseholdModel(phone, "house-1") { LocalDate.of(2026, 10, 8) }

    private fun inAHousehold(doing: Doing, written: Any) {
        val model = household()
        model.on(HouseholdEvent.Change(doing))
        tried(model, { model.on(HouseholdEvent.Done) }, { assertEquals(doing, it.doing) }, written)
    }

    @Test fun inTheAddressOfAHousehold() = inAHousehold(Doing.Editing("东头第三家", "", ""), Answer.Words("东头第三家"))

    @Test fun inTheNoteOfAHousehold() = inAHousehold(Doing.Editing("东头", "", "换过烟道"), "换过烟道")

    @Test fun inANewPerson() = inAHousehold(Doing.Adding("白小示意"), "白小示意")

    @Test fun inACorrection() =
        inAHousehold(Doing.Correcting("person-1", "白示意", "", 2, "13900001111"), "phone" to Answer.Words("13900001111"))

    @Test fun inSomebodyLeaving() {
        val model = household()
        model.on(HouseholdEvent.Leave("person-1"))
        tried(model, { model.on(HouseholdEvent.Left("person-1", 2)) }, { assertEquals(Doing.Leaving("person-1"), it.doing) }, 2)
    }

    @Test fun inAHouseholdThatBecomesTwo() {
        val model = SplitModel(phone, "house-1") { LocalDate.of(2026, 10, 8) }
        model.change { it.copy(leaving = setOf("person-2"), address = "新院") }
        tried(model, { model.split() }, { assertEquals(listOf("新院", null), listOf(it.address, it.made)) }, listOf("person-2") to "新院")
    }

    @Test fun inAHouseholdThatGoesOnInAnother() {
        val model = MergeModel(phone, "house-1") { LocalDate.of(2026, 10, 8) }
        model.choose(Hit("house-2", "person-9", "张示意", "", "东沟", 1))
        tried(model, { model.merge() }, { assertEquals(listOf("house-2", null), listOf(it.into?.household, it.merged)) }, "house-2")
    }

    @Test fun inTheNoteOfAnIncident() {
        val model = IncidentsModel(phone, "incident-1")
        model.note("推土机在路上")
        tried(
            model, { model.step(IncidentStep.Note(model.state.value.note)) },
            { assertEquals("推土机在路上" to false, it.note to it.undo) }, IncidentStep.Note("推土机在路上"),
        )
        assertEquals("", model.state.value.note)
    }

    @Test fun inAChoiceOfTwoValues() {
        val model = ConflictsModel(phone)
        tried(
            model,
            { model.use(checkNotNull(model.state.value.conflicts.firstOrNull()) { "the conflict is gone" }, Answer.Words("西头")) },
            { assertEquals(1, it.conflicts.size) }, Answer.Words("西头"),
        )
    }

    @Test fun inTheClosedChannel() {
        val model = VisitModel(phone, "house-1", emptyList<TaskRef>(), LastWords(CoroutineScope(Dispatchers.Default)))
        tried(model, { model.on(VisitEvent.Closed(ClosedChannel.Children, "有哭声")) }, { assertFalse(it.closedSent) }, "有哭声")
    }
}
