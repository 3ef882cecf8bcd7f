package cn.gridwork.app

import android.database.sqlite.SQLiteDatabase
import cn.gridwork.app.screen.enrol.County
import cn.gridwork.core.Phone
import cn.gridwork.core.TrainingHub
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.rules.TemporaryFolder
import java.nio.ByteBuffer
import java.security.MessageDigest

/** Also on the oldest Android that the app supports. */
class EnrolStoryTest : StoryTest() {
    @get:Rule val temporary = TemporaryFolder()

    @Test fun aForeignCodeIsToldAndTheRightOneLeadsToTheDay() {
        tap("type")
        type("code", "别家的码")
        tap("check")
        says("notice", "▲ 不是本系统的启用码，找乡镇要一个", whole = true)
        says("code", "别家的码") // What was typed stays.
        write("code", hub.code())
        tap("check")
        says("hub", "要连到 ${hub.url}", whole = true)
        tap("agree")
        type("pin", "1357")
        type("pin", "90")
        tap("set-pin")
        await("visit-1", seconds = 2 * PATIENCE)
        await("training")
        assertTrue(app.gridwork.gate.isSet)
    }

    @Test fun withoutALinkItSaysSoAndTheCodeIsNotUsedUp() {
        val code = hub.code()
        tap("type")
        type("code", code)
        tap("check")
        app.link.up = false
        tap("agree")
        says("notice", "▲ 启用要联网一次，到有信号处再点", whole = true)
        app.link.up = true
        tap("agree")
        await("pin")
    }

    @Test fun whoHearsNoAnswerTriesAgainWithTheSameCode() {
        tap("type")
        type("code", hub.code())
        tap("check")
        app.link.deaf = true
        tap("agree")
        says("notice", "▲ 启用要联网一次，到有信号处再点", whole = true)
        app.link.deaf = false
        tap("agree")
        await("pin")
    }

    private fun typed(code: String) {
        tap("type")
        type("code", code)
        tap("check")
        tap("agree")
    }

    /** Whatever was said, the phone is not enrolled, and the township's next code is good. */
    private fun anotherOneIsGood() {
        assertTrue(app.gridwork.phase.value is Phase.Enrolling)
        tap("other")
        write("code", hub.code())
        tap("check")
        tap("agree")
        await("pin")
    }

    @Test fun aCodeThatWasUsedIsSaidToBe() {
        val code = hub.code()
        off { Phone(temporary.newFolder()).apply { open() }.run { exchange.enrol(code, "别的手机", "kotlin").also { putAway() } } }
        typed(code)
        says("notice", "▲ 这个码用过了，让乡镇再发", whole = true)
        anotherOneIsGood()
    }

    @Test fun aCodeThatWasLeftLyingForDaysIsSaidToBeTooOld() {
        val code = hub.code()
        hub.stopped { outlive(code) }
        typed(code)
        says("notice", "▲ 启用码过期了，让乡镇再发", whole = true)
        anotherOneIsGood()
    }

    /** Puts the end of a code into the past, in the file of the stopped hub. */
    private fun TrainingHub.outlive(code: String) {
        val digest = MessageDigest.getInstance("SHA-256").digest(("gridwork/enrol-code" + code.substringAfterLast('|')).toByteArray())
        SQLiteDatabase.openDatabase(database.path, null, SQLiteDatabase.OPEN_READWRITE or SQLiteDatabase.NO_LOCALIZED_COLLATORS).use { file ->
            val key = digest.joinToString("") { "%02x".format(it) }
            val where = "drawer = 4 AND key = x'$key'"
            val record = file.rawQuery("SELECT value FROM cabinet WHERE $where", null).use { rows ->
                check(rows.moveToFirst()) { "the hub does not hold the code" }
                rows.getBlob(0)
            }
            // Of the record: an array, the person, then the moment of its end in eight bytes of milliseconds.
            check(record.size >= 27 && record[1] == 0x50.toByte() && record[18] == 0x1b.toByte()) { "the record is another one" }
            val past = ByteBuffer.allocate(8).putLong(System.currentTimeMillis() - 60_000).array().joinToString("") { "%02x".format(it) }
            val before = record.take(19).joinToString("") { "%02x".format(it) }
            val after = record.drop(27).joinToString("") { "%02x".format(it) }
            file.execSQL("UPDATE cabinet SET value = x'$before$past$after' WHERE $where")
        }
    }

    @Test fun aHubThatCannotProveItsKeyIsNotBelieved() {
        val code = hub.code().split('|')
        val foreign = code[2].map { if (it == '0') '1' else '0' }.joinToString("")
        typed(listOf(code[0], code[1], foreign, code[3]).joinToString("|"))
        says("notice", "▲ 认不出乡镇那头，没送，记录都在，打值班室", whole = true)
        anotherOneIsGood()
    }

    @Test fun theCharactersBesideTheCodeAreEnoughWhereTheCountyIsKnown() {
        val code = hub.code().split('|')
        val short = code[3]
        tap("type")
        type("code", short)
        says("read", short)
        // An app that was built for nobody in particular cannot know where to ask.
        tap("check")
        says("notice", "▲ 光这几个字还不够，扫码，或把整行都输上", whole = true)
        app.builtFor = County.of(code[1], code[2])
        killed()
        says("code", short)
        // Read aloud and typed as it came: small, wide, in other groups, O for 0, l for 1.
        val heard = short.filter { it != '-' }.lowercase().replace('0', 'o').replace('1', 'l').chunked(3).joinToString(" ")
        write("code", heard.map { if (it in 'a'..'z') it + 0xFEE0 else it }.joinToString(""))
        says("read", short)
        tap("check")
        says("hub", hub.url)
        tap("agree")
        await("pin")
    }

    @Test fun aMistypedCharacterIsTold() {
        val code = hub.code().split('|')
        await("type")
        app.builtFor = County.of(code[1], code[2])
        killed()
        tap("type")
        type("code", code[3].replaceFirstChar { if (it == '7') '8' else '7' })
        tap("check")
        says("notice", "▲ 码对不上，看看哪一位不同", whole = true)
    }

    @Test fun theWholeLineIsTakenAlsoFromAKeyboardThatMakesItWideAndSmall() {
        val wide = hub.code().replaceFirst("GW1|", "ｇｗ１｜").replace("|", "｜").chunked(20).joinToString("\n")
        typed(wide)
        await("pin")
    }
}
