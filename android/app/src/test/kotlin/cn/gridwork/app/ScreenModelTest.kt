package cn.gridwork.app

import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.test.UnconfinedTestDispatcher
import kotlinx.coroutines.test.resetMain
import kotlinx.coroutines.test.setMain
import org.junit.After
import org.junit.Assert.assertEquals
import org.junit.Before
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner

/** A fault of the app itself ends one step, not the app, and loses nothing. */
@RunWith(RobolectricTestRunner::class)
@OptIn(ExperimentalCoroutinesApi::class)
class ScreenModelTest {
    @Before fun main() = Dispatchers.setMain(UnconfinedTestDispatcher())

    @After fun noMain() = Dispatchers.resetMain()

    private class Faulty : ScreenModel<String>("") {
        fun type(text: String) = update { text }

        fun step() = act { error("示意") }

        fun better() = act {}
    }

    @Test fun itIsToldAndWhatWasTypedStays() {
        val model = Faulty()
        model.type("雪把进村的路封了")
        model.step()
        assertEquals("unexpected", model.notice.value)
        assertEquals("雪把进村的路封了", model.state.value)
        model.better()
        assertEquals(null, model.notice.value)
    }
}
