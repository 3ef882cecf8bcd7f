package cn.gridwork.app

import org.junit.Assert.assertEquals
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import kotlin.random.Random

/** What a screen or a sheet shows can be read by a camera, whatever is written in it. */
@RunWith(RobolectricTestRunner::class)
class CodesTest {
    private val letters = ('A'..'Z') + ('a'..'z') + ('0'..'9') + listOf('-', '_')

    /** Of these, the plain reader takes one in twenty for no code at all. */
    @Test fun everyCodeIsRead() {
        val chance = Random(1)
        for (length in listOf(12, 100, 300, 900)) {
            repeat(25) {
                val text = "GW1|" + String(CharArray(length) { letters[chance.nextInt(letters.size)] })
                assertEquals(text, Codes.textOf(Codes.picture(text, 960)))
            }
        }
    }
}
