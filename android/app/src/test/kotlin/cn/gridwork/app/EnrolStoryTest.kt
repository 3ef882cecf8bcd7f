package cn.gridwork.app

import androidx.compose.ui.test.performTextClearance
import androidx.compose.ui.test.performTextInput
import org.junit.Assert.assertTrue
import org.junit.Test

/** Also on the oldest Android that the app supports. */
class EnrolStoryTest : StoryTest() {
    @Test fun aForeignCodeIsToldAndTheRightOneLeadsToTheDay() {
        tap("type")
        await("code").performTextInput("别家的码")
        tap("check")
        says("notice", "▲ 不是本系统的启用码，找乡镇要一个", whole = true)
        says("code", "别家的码") // What was typed stays.
        await("code").performTextClearance()
        await("code").performTextInput(hub.code())
        tap("check")
        says("hub", "要连到 ${hub.url}", whole = true)
        tap("agree")
        await("pin").performTextInput("1357")
        await("pin").performTextInput("90")
        tap("set-pin")
        await("visit-1", seconds = 60)
        await("training")
        assertTrue(app.gridwork.gate.isSet)
    }

    @Test fun withoutALinkItSaysSoAndTheCodeIsNotUsedUp() {
        val code = hub.code()
        tap("type")
        await("code").performTextInput(code)
        tap("check")
        app.link.up = false
        tap("agree")
        says("notice", "▲ 启用要联网一次，到有信号处再点", whole = true)
        app.link.up = true
        tap("agree")
        await("pin")
    }
}
