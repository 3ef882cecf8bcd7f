package cn.gridwork.core

import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Test
import java.io.File

/** Every code of the core is a failure of some kind here; only a fault of the program is unexpected. */
class FailureTest {
    @Test fun everyCodeHasItsKind() {
        val source = File(System.getProperty("gridwork.android"), "../core/app/src/error.rs").readText()
        val codes = Regex("""Code::\w+ => "(\w+)"""").findAll(source).map { it.groupValues[1] }.toSet()
        assertTrue("$codes", codes.size > 20)
        val unexpected = codes.filter { GridFailure.of(it, null, false) is GridFailure.Unexpected }
        assertEquals(listOf("unexpected"), unexpected)
    }
}
