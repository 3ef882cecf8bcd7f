package cn.gridwork.app

import cn.gridwork.core.Answer
import cn.gridwork.core.GridFailure
import cn.gridwork.core.Phone
import cn.gridwork.core.RecordState
import cn.gridwork.core.TrainingHub
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Test

/** Somebody else answers where the township did. */
class ForeignHubStoryTest : StoryTest() {
    @Test fun aHubWithAnotherKeyIsNotBelievedAndNothingIsLost() {
        enrol()
        val house = off { session.client.today().lines }.first { it.isHousehold }.target
        app.link.misled = hub.url to TrainingHub.foreign.url
        off { session.client.editHousehold(house, "address", Answer.Words("东头第九家")) }
        val code = off {
            try {
                session.exchange.run(Phone.BUDGET)
                null
            } catch (failure: GridFailure) {
                failure.code
            }
        }
        assertEquals("hub_key", code)
        turnTo("tab-Exchange")
        says("notice", "▲ 认不出乡镇那头，没送，记录都在，打值班室", whole = true)
        await("queued")
        assertTrue(off { session.client.stateOf(house) } < RecordState.Received)
        // The township answers again: what waited arrives, and nothing is said any more.
        app.link.misled = null
        sync()
        gone("queued")
        gone("notice")
        assertEquals(RecordState.Received, off { session.client.stateOf(house) })
    }
}
