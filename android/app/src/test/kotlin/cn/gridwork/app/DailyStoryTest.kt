package cn.gridwork.app

import android.os.Looper
import androidx.compose.ui.test.onAllNodesWithTag
import androidx.compose.ui.test.onRoot
import androidx.compose.ui.test.printToString
import androidx.work.ListenableWorker
import androidx.work.testing.TestListenableWorkerBuilder
import cn.gridwork.app.background.SyncWorker
import cn.gridwork.core.Answer
import cn.gridwork.core.HandTarget
import cn.gridwork.core.NewIncident
import cn.gridwork.core.NewPerson
import cn.gridwork.core.Phone
import cn.gridwork.core.RecordState
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.rules.TemporaryFolder
import org.robolectric.Shadows.shadowOf
import java.io.File
import java.time.Duration

class DailyStoryTest : StoryTest() {
    @get:Rule val temporary = TemporaryFolder()

    @Test fun anIncidentIsFourTapsAndWordsAndItsStateIsToldTruly() {
        enrol()
        app.link.up = false
        turnTo("tab-Report")
        type("incident-words", "雪把进村的路封了")
        // Turned in the hand: what was written stays.
        turned("land")
        reads("incident-words", "雪把进村的路封了")
        turned("port")
        reads("incident-words", "雪把进村的路封了")
        val code = off { session.client.categories() }.first { it.call.isEmpty() }.code
        if (rule.onAllNodesWithTag("category-$code").fetchSemanticsNodes().isEmpty()) {
            reach("all-categories")
            tap("all-categories")
        }
        reach("category-$code")
        tap("category-$code")
        tap("hand-in")
        says("status", "已存本机，交出去就归乡镇办", whole = true)
        assertTrue(taps <= 4)

        turnTo("tab-Exchange")
        reads("queued", "没信号，都在手机里，有了自动送")
        says("status", "1 条只在这部手机里", whole = true)
        app.link.up = true
        val worker = TestListenableWorkerBuilder<SyncWorker>(app).build()
        assertEquals(ListenableWorker.Result.success().javaClass, off { worker.doWork() }.javaClass)
        gone("queued")
        says("status", "都送到了", whole = true)
    }

    @Test fun aStepTakenByMistakeIsTakenBackBeforeItIsSent() {
        enrol()
        val category = off { session.client.categories() }.first { it.call.isEmpty() }.code
        val incident = off { session.client.report(NewIncident("雪把进村的路封了", category, place = "村口")) }
        sync()
        app.link.up = false
        turnTo("tab-Report")
        reach("to-incidents")
        tap("to-incidents")
        tap("incident")
        type("note", "不是这条路")
        reach("step-self_solve")
        tap("step-self_solve")
        reach("take-back")
        assertEquals(1, off { session.client.queue(10) }.size)
        tap("take-back")
        gone("take-back")
        assertEquals(0, off { session.client.queue(10) }.size)
        assertTrue(off { session.client.incident(incident) }.answers.none { "不是这条路" in it })
    }

    @Test fun allHasArrivedOnlyWhereNothingIsLeftHere() {
        enrol()
        sync()
        says("status", "都送到了")
        // Out of signal, so that nothing leaves by itself meanwhile.
        app.link.up = false
        off { withAPhoto() }
        says("status", "等送 1，照片等送 1")
        app.link.up = true
        off { session.exchange.run(Phone.BUDGET.copy(files = false)) }
        says("status", "照片等送 1")
        assertFalse(rule.onRoot().printToString().contains("都送到了"))
        reach("to-exchange")
        sync()
        says("status", "都送到了")
    }

    @Test fun aRegularExchangeWithoutALinkIsTriedAgainAndLosesNothing() {
        enrol()
        app.link.up = false
        val house = off { session.client.today().lines }.first { it.isHousehold }.target
        off { session.client.editHousehold(house, "address", Answer.Words("东头")) }
        val worker = TestListenableWorkerBuilder<SyncWorker>(app).build()
        assertEquals(ListenableWorker.Result.retry(), off { worker.doWork() })
        assertEquals(1, off { session.client.queue(10) }.size)
    }

    @Test fun aPersonIsFoundAndANumberShownForAReason() {
        enrol()
        val client = session.client
        val house = off { client.today().lines }.first { it.isHousehold }.target
        val person = off {
            client.addMember(house, NewPerson("白示意", 2, 99, 1, phone = "13900001234"))
        }
        turnTo("tab-Find")
        type("query", "bsy")
        tap("hit")
        assertEquals("found", 2, taps)
        reach("reveal-$person")
        tap("reveal-$person")
        await("ask")
        tap("reason-Contact")
        gone("ask")
        assertEquals("shown", 2 + 2, taps)
        reads("reveal-$person", "再看")
        assertTrue(rule.onRoot().printToString().contains("13900001234"))
        // After half a minute it is covered again.
        shadowOf(Looper.getMainLooper()).idleFor(Duration.ofSeconds(28))
        assertTrue(rule.onRoot().printToString().contains("13900001234"))
        shadowOf(Looper.getMainLooper()).idleFor(Duration.ofSeconds(3))
        reads("reveal-$person", "看号码")
        assertFalse(rule.onRoot().printToString().contains("13900001234"))
    }

    @Test fun anUrgentReportSaysTheNumberFirstAndHelpIsTwoTapsAway() {
        enrol()
        app.link.up = false
        turnTo("tab-Report")
        reach("call-119")
        tap("call-119")
        assertEquals("tel:119", shadowOf(app).nextStartedActivity.dataString)
        assertEquals(2, taps)
        val urgent = off { session.client.categories() }.first { it.call.isNotEmpty() }
        type("incident-words", "草垛着火了")
        if (rule.onAllNodesWithTag("category-${urgent.code}").fetchSemanticsNodes().isEmpty()) {
            reach("all-categories")
            tap("all-categories")
        }
        reach("category-${urgent.code}")
        tap("category-${urgent.code}")
        reads("call-first", urgent.call.first())
        tap("hand-in")
        says("status", "已存本机")
        assertEquals("草垛着火了", off { session.client.incidents(0, 1) }.single().words)
    }

    @Test fun aClueIsMadeFromAReport() {
        enrol()
        val category = off { session.client.categories() }.first { it.call.isEmpty() }.code
        off { session.client.report(NewIncident("羊群进了禁牧的坡", category, place = "北坡")) }
        turnTo("tab-Report")
        reach("to-incidents")
        tap("to-incidents")
        assertEquals("what became of it", 2, taps)
        tap("incident")
        reach("to-clue")
        tap("to-clue")
        reads("clue-words", "羊群进了禁牧的坡")
        reads("place", "北坡")
        tap("tell")
        gone("clue-words")
        assertTrue("羊群进了禁牧的坡" in off { session.client.clues(0, 10) }.map { it.words })
    }

    @Test fun aHouseholdIsAddedCalledUnseenAndGivenSomethingToDo() {
        enrol()
        turnTo("tab-Find")
        tap("add-household")
        val hamlet = off { session.client.hamlets() }.first()
        tap("hamlet-${hamlet.id}")
        type("name", "新来示意")
        type("phone", "139 0000 5678")
        tap("done")
        // Its own screen, the number covered; the dialler gets it whole.
        await("edit")
        val head = off { session.client.find("新来示意", 5) }.first()
        reach("call-${head.person}")
        tap("call-${head.person}")
        val dialled = shadowOf(app)
        until { dialled.peekNextStartedActivity() != null }
        assertEquals("tel:13900005678", dialled.nextStartedActivity.dataString)
        assertFalse(rule.onRoot().printToString().contains("13900005678"))
        val start = off { session.client.handStarts() }.first { it.about == HandTarget.Household }
        tap("begin")
        reach("begin-${start.template}")
        tap("begin-${start.template}")
        await("to-visit")
        assertTrue(off { (session.client.today().lines + session.client.todayBehind(0, 200)) }.any { line ->
            line.target == head.household && line.tasks.any { it.task.template == start.template }
        })
    }

    @Test fun whatTwoPhonesWroteIsShownWithBothAndSettledHere() {
        enrol()
        val other = Phone(File(temporary.root, "other"))
        val house = off { session.client.today().lines }.first { it.isHousehold }.target
        off {
            other.enrol(hub)
            session.client.editHousehold(house, "nickname", Answer.Words("东头"))
            other.core.editHousehold(house, "nickname", Answer.Words("老井旁"))
            other.sync()
        }
        sync()
        reach("to-conflicts")
        tap("to-conflicts")
        await("conflict")
        reach("use-1")
        tap("use-1")
        assertEquals("settled", 2, taps)
        gone("conflict")
        sync()
        off {
            other.sync()
            assertEquals(emptyList<Any>(), other.core.conflicts(10))
            assertEquals(session.client.household(house).nickname, other.core.household(house).nickname)
            other.putAway()
        }
    }

    @Test fun whatTheTownshipReturnedHasItsReasonAndTwoWaysOn() {
        // A link cadre corrects households; to merge them is for others.
        enrol(hub.codeOf("link_cadre"), first = "tab-Exchange")
        val homes = off { session.client.hamlets().flatMap { session.client.find(it.name, 50) } }.map { it.household }.distinct()
        off { session.client.editHousehold(homes[0], "merged_into", Answer.Record(homes[1])) }
        sync()
        turnTo("tab-Today")
        says("status", "退回 1")
        assertFalse(rule.onRoot().printToString().contains("都送到了"))
        turnTo("tab-Exchange")
        reads("returned", "这项归别的岗位看，可打电话问")
        tap("returned")
        // What was written, in words: not that it is something, or its number.
        val head = off { session.client.household(homes[1]) }.members.first { it.relation in 1..2 }.name
        says("value-0", "并入：${head}家", whole = true)
        tap("again")
        gone("again")
        // The list without it, before it comes back into the list.
        gone("returned")
        sync()
        // Refused once more: it is still here, and goes only when it is given up twice over.
        reach("returned")
        tap("returned")
        tap("give-up")
        await("ask")
        tap("keep")
        tap("give-up")
        tap("delete")
        gone("delete")
        gone("returned")
        assertEquals(0, off { session.client.syncState() }.drafts)
    }

    @Test fun everyScreenHasItsHelpOnThePhone() {
        enrol()
        app.link.up = false
        for (tab in Tab.entries) {
            turnTo("tab-${tab.name}")
            tap("help-here")
            await("help-text")
            tap("back")
            await("tab-${tab.name}")
        }
    }

    @Test fun fiveWrongPinsRestAQuarterOfAnHourAndLoseNothing() {
        enrol()
        val house = off { session.client.today().lines }.first { it.isHousehold }.target
        off { session.client.editHousehold(house, "address", Answer.Words("东头")) }
        off { app.gridwork.lock() }
        await("training") // Also before the lock is opened.
        repeat(5) { type("000000") }
        says("notice", "先歇 15 分钟")
        type(PIN)
        await("notice")
        await("call-119") // Help needs no lock opened.
        assertEquals(RecordState.Saved, off { session.client.stateOf(house) })
    }

    @Test fun aWithdrawnPhoneOffersItsWorkOnceAndIsEmptiedOnlyWhenAsked() {
        enrol()
        val device = off { session.client.device() }
        hub.stopped { revoke(device) }
        sync()
        off { app.gridwork.look() }
        tap("wipe")
        await("sure")
        tap("wipe-now")
        await("type") // As new.
        assertFalse(app.gridwork.gate.isSet)
    }

    private fun type(pin: String) = pin.forEach { tap("key-$it") }
}
