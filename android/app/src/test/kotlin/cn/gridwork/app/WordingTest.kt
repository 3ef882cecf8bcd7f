package cn.gridwork.app

import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Test
import java.io.File
import java.nio.charset.Charset

/** The words of the app, held to the rules of the style: short, plain, polite without begging. */
class WordingTest {
    private val strings = File(System.getProperty("gridwork.android"), "app/src/main/res/values/strings.xml").readText()

    private data class Said(val name: String, val text: String, val where: String?)

    private val all: List<Said> = buildList {
        var where: String? = null
        for (found in Regex("""<!-- where: (\w+) -->|<!-- Help|<string name="([^"]+)">([^<]*)</string>|<item[^>]*>([^<]*)</item>""").findAll(strings)) {
            val (place, name, text, item) = found.destructured
            when {
                place.isNotEmpty() -> where = place
                name.isNotEmpty() -> add(Said(name, text, where))
                item.isNotEmpty() -> add(Said("item", item, null))
                else -> where = null
            }
        }
    }

    private fun long(name: String) = name.startsWith("help_") || name.startsWith("own_data") || name.startsWith("about_")

    /** Text without its placeholders, which stand for a few characters. */
    private fun plain(text: String) = text.replace(Regex("%\\d\\$0?\\d?[sd]"), "").replace(Regex("\\s+"), " ").trim()

    @Test fun linesAreShort() {
        for (said in all.filterNot { long(it.name) }) assertTrue("${said.name}: ${said.text}", plain(said.text).length <= 30)
    }

    @Test fun clausesAreShort() {
        for (said in all) {
            for (clause in plain(said.text).split(Regex("[，。；：、？（） ]"))) {
                assertTrue("${said.name}: $clause", clause.length <= 15)
            }
        }
    }

    @Test fun nothingShoutsBegsOrTalksLikeAMachine() {
        val banned = listOf("!", "！", "请", "抱歉", "失败", "错误", "异常", "无效", "非法", "服务器", "数据库", "缓存", "上传", "超时", "同步", "冲突", "你还没")
        for (said in all) for (word in banned) assertTrue("${said.name}: $word", word !in said.text)
    }

    @Test fun punctuationIsFullWidth() {
        for (said in all) assertTrue("${said.name}: ${said.text}", !Regex("[,;?()]").containsMatchIn(said.text))
    }

    @Test fun everyCharacterIsAnEverydayOne() {
        val gb2312 = Charset.forName("GB2312")
        for (said in all) {
            for (character in said.text.filter { it in '一'..'鿿' }) {
                val bytes = character.toString().toByteArray(gb2312)
                // Level one: rows 16 to 55, the 3,755 most frequent characters.
                val row = (bytes[0].toInt() and 0xff) - 0xa0
                assertTrue("${said.name}: $character", bytes.size == 2 && row in 16..55)
            }
        }
    }

    @Test fun everyErrorSaysWhatHappenedAndWhatToDoAndWhereTheDataIs() {
        val errors = all.filter { it.name.startsWith("err_") }
        assertTrue(errors.size > 30)
        for (error in errors) {
            assertTrue("${error.name}: ${error.text}", error.text.split('，').size >= 2)
            assertTrue(error.name, error.where in setOf("phone", "township", "screen", "none"))
        }
    }

    @Test fun everySentenceOfACodeIsSaidByTheCoreOrTheApp() {
        val android = File(System.getProperty("gridwork.android"))
        val words = File(android, "app/src/main/kotlin/cn/gridwork/app/ui/WordsOf.kt")
        val codes = words.readLines().filter { "R.string.err_" in it }.flatMap { line -> Regex("\"(\\w+)\"").findAll(line).map { it.groupValues[1] } }
        assertTrue("$codes", codes.size > 35)
        val sources = listOf(File(android, "app/src/main"), File(android, "core/src/main"), File(android, "../core/app/src"))
            .flatMap { it.walk() }
            // The lists of all codes raise none of them.
            .filter { (it.extension == "kt" || it.extension == "rs") && it != words && it.name != "Failure.kt" }
            .joinToString("\n") { it.readText() }
        assertEquals(emptyList<String>(), codes.filter { "\"$it\"" !in sources })
    }

    @Test fun everyCodeHasWords() {
        val android = File(System.getProperty("gridwork.android"))
        val source = File(android, "app/src/main/kotlin/cn/gridwork/app/ui/WordsOf.kt").readText()
        val core = File(android, "../core/app/src")
        val failures = Regex("""Code::\w+ => "(\w+)"""").findAll(File(core, "error.rs").readText())
        // Why something waits or came back; `part` is told in parts.
        val reasons = Regex("""reason: "(\w+)"|Refusal::\w+ => "(\w+)"""").findAll(File(core, "status.rs").readText())
        val codes = (failures + reasons).map { found -> found.groupValues.drop(1).first { it.isNotEmpty() } }.toSet()
        assertTrue("file_refused" in codes && "hub_behind" in codes)
        // Codes that no screen meets: the app resumes before it reads.
        val never = setOf("paused", "unexpected", "part")
        val missing = codes.filter { it !in never && "\"$it\"" !in source }
        assertEquals(emptyList<String>(), missing)
    }
}
