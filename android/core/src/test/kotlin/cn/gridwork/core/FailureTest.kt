package cn.gridwork.core

import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.runBlocking
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.rules.TemporaryFolder
import java.io.File

class FailureTest {
    @get:Rule val temporary = TemporaryFolder()

    /** Every code of the core is a failure of some kind here; only a fault of the program is unexpected. */
    @Test fun everyCodeHasItsKind() {
        val source = File(System.getProperty("gridwork.android"), "../core/app/src/error.rs").readText()
        val codes = Regex("""Code::\w+ => "(\w+)"""").findAll(source).map { it.groupValues[1] }.toSet()
        assertTrue("$codes", codes.size > 20)
        val unexpected = codes.filter { GridFailure.of(it, null, false) is GridFailure.Unexpected }
        assertEquals(listOf("unexpected"), unexpected)
    }

    /** The calls of a thread share the room for what went wrong: no call meets what another one left there. */
    @Test fun aFailureIsOfItsOwnCallAlone() = runBlocking {
        val phone = Phone(temporary.newFolder("phone"))
        phone.open()
        val calls = List(8) { caller ->
            async {
                List(100) { turn ->
                    when ((caller + turn) % 3) {
                        0 -> assertEquals(CoreStatus.New, phone.core.status())
                        1 -> assertEquals("not_enrolled", failing { phone.core.today() }.code)
                        else -> assertEquals("qr_other", failing { phone.exchange.enrol("别家的码", "手机", "kotlin") }.code)
                    }
                }
            }
        }
        assertEquals(800, calls.awaitAll().flatten().size)
        phone.putAway()
    }
}
