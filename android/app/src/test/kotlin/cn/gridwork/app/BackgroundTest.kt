package cn.gridwork.app

import android.app.Notification
import androidx.lifecycle.Lifecycle
import androidx.work.NetworkType
import androidx.work.WorkInfo
import androidx.work.WorkManager
import androidx.work.testing.TestListenableWorkerBuilder
import androidx.work.testing.WorkManagerTestInitHelper
import cn.gridwork.app.background.SyncSchedule
import cn.gridwork.app.background.SyncWorker
import cn.gridwork.core.Answer
import cn.gridwork.core.RecordState
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Test
import java.time.Duration

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

    private fun stateOf(house: String) = off { session.client.stateOf(house) }

    @Test fun whatWasEnteredIsSentOnceANetworkAndABatteryAreThere() {
        enrol()
        val house = enter("东头第一家")
        SyncSchedule.soon(app)
        SyncSchedule.soon(app)
        val work = one(SyncSchedule.NOW)
        assertEquals(WorkInfo.State.ENQUEUED, work.state)
        assertEquals(NetworkType.CONNECTED, work.constraints.requiredNetworkType)
        assertTrue(work.constraints.requiresBatteryNotLow())
        assertEquals(RecordState.Saved, stateOf(house))
        driver.setAllConstraintsMet(work.id)
        until { one(SyncSchedule.NOW).state == WorkInfo.State.SUCCEEDED }
        assertEquals(RecordState.Received, stateOf(house))
    }

    @Test fun withoutAnAnswerItIsTriedAgainLaterAndLater() {
        enrol()
        val house = enter("东头第二家")
        app.link.up = false
        SyncSchedule.soon(app)
        val work = one(SyncSchedule.NOW)
        val begun = System.currentTimeMillis()
        driver.setAllConstraintsMet(work.id)
        until { one(SyncSchedule.NOW).let { it.state == WorkInfo.State.ENQUEUED && it.runAttemptCount == 1 } }
        assertTrue(one(SyncSchedule.NOW).nextScheduleTimeMillis >= begun + Duration.ofSeconds(50).toMillis())
        // Nobody is told that it arrived.
        assertTrue(stateOf(house) < RecordState.Received)
    }

    @Test fun whatTheWorkerStartedSurvivesTheScreenAndShowsItsProgress() {
        enrol()
        val house = enter("东头第三家")
        tap("tab-Exchange")
        tap("exchange-now")
        val work = one(SyncSchedule.NOW)
        // At once, whatever the battery.
        assertTrue(!work.constraints.requiresBatteryNotLow() && !work.constraints.requiresCharging())
        val client = session.client
        rule.activityRule.scenario.moveToState(Lifecycle.State.DESTROYED)
        driver.setAllConstraintsMet(work.id)
        val deadline = System.currentTimeMillis() + 60_000
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
}
