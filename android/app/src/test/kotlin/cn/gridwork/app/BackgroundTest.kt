package cn.gridwork.app

import android.Manifest
import android.app.Notification
import android.net.NetworkCapabilities
import android.os.Build
import androidx.lifecycle.Lifecycle
import androidx.work.NetworkType
import androidx.work.WorkInfo
import androidx.work.WorkManager
import androidx.work.testing.TestListenableWorkerBuilder
import androidx.work.testing.WorkManagerTestInitHelper
import androidx.work.workDataOf
import cn.gridwork.app.background.SyncSchedule
import cn.gridwork.app.background.SyncWorker
import cn.gridwork.app.ui.COUNTY_ZONE
import cn.gridwork.core.Answer
import cn.gridwork.core.RecordState
import kotlinx.coroutines.CompletableDeferred
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Test
import org.robolectric.Shadows.shadowOf
import java.time.Duration
import java.time.Instant
import java.time.ZonedDateTime

/** What happens while nobody looks: work waits for a network and a battery, is unique, and goes on. */
class BackgroundTest : StoryTest() {
    private val manager get() = WorkManager.getInstance(app)
    private val driver get() = checkNotNull(WorkManagerTestInitHelper.getTestDriver(app))

    private fun works(name: String): List<WorkInfo> = off { manager.getWorkInfosForUniqueWork(name).get() }

    private fun one(name: String): WorkInfo = works(name).filterNot { it.state == WorkInfo.State.CANCELLED }.single()

    /** Enters something that has to be sent, and names its household. */
    private fun enter(address: String): String {
        val house = off { session.client.today().lines }.first { it.isHousehold }.target
        off { session.client.editHousehold(house, "address", Answer.Words(address)) }
        return house
    }

    /** The network is there, and what is entered next was waited for. */
    private fun met(work: WorkInfo) {
        driver.setInitialDelayMet(work.id)
        driver.setAllConstraintsMet(work.id)
    }

    private fun stateOf(house: String) = off { session.client.stateOf(house) }

    @Test fun whatWasEnteredIsSentOnceANetworkAndABatteryAreThere() {
        enrol()
        val house = enter("东头第一家")
        off { repeat(2) { SyncSchedule.soon(app) } }
        val work = one(SyncSchedule.NOW)
        assertEquals(WorkInfo.State.ENQUEUED, work.state)
        assertEquals(NetworkType.CONNECTED, work.constraints.requiredNetworkType)
        assertTrue(work.constraints.requiresBatteryNotLow())
        assertEquals(RecordState.Saved, stateOf(house))
        met(work)
        until { one(SyncSchedule.NOW).state == WorkInfo.State.SUCCEEDED }
        assertEquals(RecordState.Received, stateOf(house))
    }

    @Test fun withoutAnAnswerItIsTriedAgainLaterAndLater() {
        enrol()
        val house = enter("东头第二家")
        app.link.up = false
        off { SyncSchedule.soon(app) }
        val work = one(SyncSchedule.NOW)
        val begun = System.currentTimeMillis()
        met(work)
        until { one(SyncSchedule.NOW).let { it.state == WorkInfo.State.ENQUEUED && it.runAttemptCount == 1 } }
        assertTrue(one(SyncSchedule.NOW).nextScheduleTimeMillis >= begun + Duration.ofSeconds(50).toMillis())
        // Nobody is told that it arrived.
        assertTrue(stateOf(house) < RecordState.Received)
    }

    @Test fun whatTheWorkerStartedSurvivesTheScreenAndShowsItsProgress() {
        enrol()
        val house = enter("东头第三家")
        // What goes by itself is there first, and makes way for what is started by hand.
        until { works(SyncSchedule.NOW).isNotEmpty() }
        turnTo("tab-Exchange")
        tap("exchange-now")
        assertEquals("sent", 2, taps)
        // At once, whatever the battery.
        until { one(SyncSchedule.NOW).constraints.run { !requiresBatteryNotLow() && !requiresCharging() } }
        val work = one(SyncSchedule.NOW)
        val client = session.client
        rule.activityRule.scenario.moveToState(Lifecycle.State.DESTROYED)
        driver.setAllConstraintsMet(work.id)
        val deadline = System.currentTimeMillis() + PATIENCE * 1_000
        while (one(SyncSchedule.NOW).state != WorkInfo.State.SUCCEEDED && System.currentTimeMillis() < deadline) Thread.sleep(50)
        assertEquals(RecordState.Received, off { client.stateOf(house) })
        val info = off { TestListenableWorkerBuilder<SyncWorker>(app).build().getForegroundInfo() }
        assertEquals("正在送，乡镇已收 0 条", info.notification.extras.getString(Notification.EXTRA_TEXT))
    }

    @Test fun theRegularExchangeIsOneAndWaitsForACharger() {
        enrol()
        SyncSchedule.regular(app)
        SyncSchedule.regular(app)
        val work = one(SyncSchedule.REGULAR)
        assertTrue(work.constraints.requiresCharging())
        assertTrue(checkNotNull(work.periodicityInfo).repeatIntervalMillis >= Duration.ofHours(4).toMillis())
    }

    @Test fun whateverIsEnteredAnywhereIsSentByItselfAndWhatIsReceivedStartsNothing() {
        enrol()
        sync()
        assertEquals(emptyList<WorkInfo>(), works(SyncSchedule.NOW))
        enter("东头第四家")
        until { works(SyncSchedule.NOW).isNotEmpty() }
        assertEquals(WorkInfo.State.ENQUEUED, one(SyncSchedule.NOW).state)
    }

    @Test fun anAnswerOfAVisitIsSentBeforeTheVisitIsFinished() {
        enrol()
        val line = off { session.client.today().lines }.first()
        val task = line.tasks.first().task
        val form = off { session.client.form(task.template) }
        val field = form.items.flatMap { it.parts }.first { !it.fromTarget }.fields.first()
        off { session.client.answer(task, field, Answer.NotApplicable) }
        until { works(SyncSchedule.NOW).isNotEmpty() }
    }

    @Test fun whatIsEnteredWhileSomethingIsBeingSentIsSentAfterIt() {
        enrol()
        val slow = CompletableDeferred<Unit>()
        app.link.slow = slow
        enter("东头第五家")
        until { works(SyncSchedule.NOW).isNotEmpty() }
        met(one(SyncSchedule.NOW))
        until { works(SyncSchedule.NOW).any { it.state == WorkInfo.State.RUNNING } }
        enter("东头第六家")
        until { works(SyncSchedule.NOW).any { it.state == WorkInfo.State.BLOCKED } }
        slow.complete(Unit)
        until { works(SyncSchedule.NOW).count { it.state == WorkInfo.State.SUCCEEDED } == 1 }
        met(works(SyncSchedule.NOW).single { it.state == WorkInfo.State.ENQUEUED })
        until { works(SyncSchedule.NOW).all { it.state == WorkInfo.State.SUCCEEDED } }
    }

    @Test fun atNightPhotosWaitAndTheTownshipsAnswersToo() {
        enrol()
        val house = enter("东头第七家")
        val evening = ZonedDateTime.now(COUNTY_ZONE).toLocalDate().atTime(22, 0).atZone(COUNTY_ZONE).toInstant()
        app.hand.ahead = Duration.between(Instant.now(), evening)
        fun run(regularly: Boolean) = off {
            TestListenableWorkerBuilder<SyncWorker>(app).setInputData(workDataOf("regularly" to regularly)).build().doWork()
        }
        run(regularly = true)
        assertEquals(RecordState.Saved, stateOf(house))
        run(regularly = false)
        assertEquals(RecordState.Received, stateOf(house))
        val photo = off { withAPhoto() }
        run(regularly = false)
        assertTrue(photo, off { session.client.syncState().files } > 0)
        // When the night is over they go by themselves, once.
        run(regularly = false)
        val morning = one(SyncSchedule.MORNING)
        assertEquals(WorkInfo.State.ENQUEUED, morning.state)
        assertTrue("${morning.initialDelayMillis}", Duration.ofMillis(morning.initialDelayMillis) in Duration.ofMinutes(8 * 60 + 58)..Duration.ofHours(9))
        // Who turned the switch off wants them sent.
        app.gridwork.settings.change { it.copy(quietHours = false) }
        run(regularly = false)
        assertEquals(0, off { session.client.syncState().files })
    }

    @Test fun photosGoOverMobileDataOnceThatIsSaid() {
        enrol()
        network(NetworkCapabilities.TRANSPORT_CELLULAR, 5_000)
        off { withAPhoto(1_200_000) }
        fun sent(tag: String, files: Int) {
            tap("exchange-now")
            says("with-photos", "用流量送照片，约 1 兆")
            tap(tag)
            gone("with-photos")
            met(works(SyncSchedule.NOW).single { it.state == WorkInfo.State.ENQUEUED })
            until { works(SyncSchedule.NOW).all { it.state == WorkInfo.State.SUCCEEDED } }
            assertEquals(files, off { session.client.syncState() }.run { waiting + unconfirmed + this.files })
        }
        turnTo("tab-Exchange")
        sent("words-only", 1)
        sent("with-photos", 0)
    }

    @Test fun theProgressIsAskedToBeShownOnceAndTheSendingDoesNotWaitForTheAnswer() {
        enrol()
        turnTo("tab-Exchange")
        tap("exchange-now")
        until { works(SyncSchedule.NOW).isNotEmpty() }
        val asked = shadowOf(rule.activity).lastRequestedPermission
        assertEquals(WorkInfo.State.ENQUEUED, one(SyncSchedule.NOW).state)
        // Before Android 13 there is nothing to ask.
        if (Build.VERSION.SDK_INT < Build.VERSION_CODES.TIRAMISU) return assertNull(asked)
        assertEquals(listOf(Manifest.permission.POST_NOTIFICATIONS), asked.requestedPermissions.toList())
        assertFalse(app.gridwork.settings.firstAsked("notify"))
    }
}
