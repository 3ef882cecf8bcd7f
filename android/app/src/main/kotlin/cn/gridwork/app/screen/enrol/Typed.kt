package cn.gridwork.app.screen.enrol

import java.text.Normalizer

/** The hub of the county that the app was built for. */
class County(val address: String, val rootKey: ByteArray) {
    companion object {
        /** `null` where the app was built for no county, or not rightly. */
        fun of(address: String, key: String): County? {
            val digits = key.trim()
            if (address.isBlank() || digits.length != 64 || digits.any { it.digitToIntOrNull(16) == null }) return null
            return County(address.trim(), digits.chunked(2).map { it.toInt(16).toByte() }.toByteArray())
        }
    }
}

/** What somebody typed for a code. */
sealed interface TypedCode {
    /** The whole line that a code for scanning holds. */
    data class Line(val text: String) : TypedCode

    /** The characters alone, as they are read aloud; whether they are twelve is the core's to say. */
    data class Short(val text: String) : TypedCode
}

/** The keyboard may have made characters wide, broken the line, or begun it in small letters. */
fun typedCode(text: String): TypedCode {
    val plain = Normalizer.normalize(text, Normalizer.Form.NFKC).filterNot { it.isWhitespace() }
    return when {
        plain.startsWith(MARK, ignoreCase = true) -> TypedCode.Line(MARK + plain.drop(MARK.length))
        plain.all { it in '0'..'9' || it in 'a'..'z' || it in 'A'..'Z' || it in DASHES } -> TypedCode.Short(plain)
        else -> TypedCode.Line(plain)
    }
}

/** The characters as the township's notice shows them, to be compared with it: in fours, 0 for O, 1 for I and L. */
fun asOnTheNotice(code: TypedCode): String? = (code as? TypedCode.Short)?.text?.uppercase()?.filterNot { it in DASHES }
    ?.map { if (it == 'O') '0' else if (it == 'I' || it == 'L') '1' else it }
    ?.chunked(4)?.joinToString("-") { it.joinToString("") }?.ifEmpty { null }

private const val MARK = "GW1|"
private const val DASHES = "-_.‐‑‒–—―"
