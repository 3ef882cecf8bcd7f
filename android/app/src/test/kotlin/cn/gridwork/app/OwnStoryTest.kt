package cn.gridwork.app

import android.app.Activity
import android.content.Intent
import android.net.Uri
import androidx.compose.ui.test.onRoot
import androidx.compose.ui.test.printToString
import cn.gridwork.core.Answer
import cn.gridwork.core.NewPerson
import cn.gridwork.core.Phone
import cn.gridwork.core.RevealReason
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Test
import org.robolectric.Shadows.shadowOf
import java.io.ByteArrayOutputStream

/** Who stands behind the phone, what its worker looked at, and the way in for the work of one that was withdrawn. */
class OwnStoryTest : StoryTest() {
    @Test fun theDutyRoomIsCalledFromTheReportAndBeforeTheLockIsOpened() {
        enrol()
        val duty = checkNotNull(off { session.client.about() }.dutyPhone)
        turnTo("tab-Report")
        reach("call-$duty")
        tap("call-$duty")
        until { shadowOf(app).peekNextStartedActivity() != null }
        assertEquals("tel:$duty", shadowOf(app).nextStartedActivity.dataString)
        off { app.gridwork.lock() }
        await("digits")
        reach("call-$duty")
        // Also after the phone was switched off, before the core has said anything.
        assertEquals(duty, Settings(app.getSharedPreferences("gridwork", 0)).duty.value)
    }

    @Test fun aboutSaysWhatTheCountyWroteAndOwnDataWhoLooked() {
        hub.writeAbout(organiser = "示意县委", filing = "示意备案 7 号", complaints = "0471 0000000")
        enrol()
        val house = off { session.client.today().lines }.first { it.isHousehold }.target
        off {
            val person = session.client.addMember(house, NewPerson("看过示意", 2, 99, 1, phone = "13900001234"))
            session.client.reveal(house, person, "phone", RevealReason.Evacuation)
        }
        turnTo("tab-Mine")
        reach("about")
        tap("about")
        until { rule.onRoot().printToString().let { "示意县委" in it && "示意备案 7 号" in it && "0471 0000000" in it } }
        tap("back")
        reach("own-data")
        tap("own-data")
        reads("look", "转移人")
        says("look", "看**")
        assertFalse(rule.onRoot().printToString().contains("1234"))
    }

    @Test fun theWorkOfAWithdrawnPhoneGoesInOnAStick() {
        enrol()
        val client = session.client
        val house = off { client.today().lines }.first { it.isHousehold }.target
        val device = off { client.device() }
        hub.stopped { revoke(device) }
        // Entered while the word that it was withdrawn is on its way.
        val slow = CompletableDeferred<Unit>()
        val posted = app.link.posted
        app.link.slow = slow
        val exchanging = CoroutineScope(Dispatchers.Default).async { session.exchange.run(Phone.BUDGET) }
        until { app.link.posted > posted }
        off { client.editHousehold(house, "address", Answer.Words("东头第九家")) }
        slow.complete(Unit)
        until { exchanging.isCompleted }
        off { app.gridwork.look() }
        await("wipe")
        says("status", "还有 1 条没送到")
        val stick = ByteArrayOutputStream()
        val out = Uri.parse("content://stick/withdrawn.gwb")
        shadowOf(app.contentResolver).registerOutputStream(out, stick)
        reach("stick-out")
        tap("stick-out")
        answers(out)
        reach("stick")
        val receipt = off { hub.handIn(stick.toByteArray()) }
        val back = Uri.parse("content://stick/receipt.gwb")
        shadowOf(app.contentResolver).registerInputStream(back, receipt.inputStream())
        reach("stick-in")
        tap("stick-in")
        answers(back)
        until { off { client.syncState() }.let { it.waiting + it.unconfirmed } == 0 }
    }

    private fun answers(uri: Uri) {
        val phone = shadowOf(rule.activity)
        val asked = checkNotNull(phone.nextStartedActivityForResult)
        rule.activityRule.scenario.onActivity { phone.receiveResult(asked.intent, Activity.RESULT_OK, Intent().setData(uri)) }
    }
}
