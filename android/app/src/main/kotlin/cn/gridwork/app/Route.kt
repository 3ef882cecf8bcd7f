package cn.gridwork.app

import cn.gridwork.core.RecordKind
import cn.gridwork.core.TaskRef

/** The five places of the bar. */
enum class Tab { Today, Find, Report, Exchange, Mine }

/** What can be opened above a tab. A route is text, so that it outlives the process. */
sealed interface Route {
    /** Of an officer's work; such screens block screenshots. */
    sealed interface Enforced : Route

    /** One house or place with the tasks due there. */
    data class Visit(val title: String, val hamlet: String, val at: String, val tasks: List<TaskRef>) : Route

    data class Household(val id: String) : Route

    data object NewHousehold : Route

    /** 分户 of a household. */
    data class Split(val household: String) : Route

    /** 并户 of a household into another. */
    data class Merge(val household: String) : Route

    data object Incidents : Route

    data class Incident(val id: String) : Route

    /** A report whose category an answer of a visit chose. */
    data class Report(val category: String) : Route

    data object Conflicts : Route

    /** Something the township returned, by its number. */
    data class Returned(val no: Long) : Route

    /** A clue 线索, from an incident if one is named. */
    data class NewClue(val incident: String?) : Route

    data object Clues : Route

    /** 执法: the evidence sets of an officer. */
    data object Sets : Enforced

    /** A new evidence set, after a clue if one is named. */
    data class NewSet(val clue: String?) : Enforced

    data class Set(val id: String) : Enforced

    data class Capture(val set: String) : Enforced

    /** A copy of a captured picture, with something covered. */
    data class Redact(val set: String, val item: String) : Enforced

    /** A record, or the next version of one that is named. */
    data class Record(val set: String, val kind: RecordKind, val corrects: String? = null) : Enforced

    data object Map : Route

    data class Help(val page: String) : Route

    data object About : Route

    data object OwnData : Route

    fun encode(): String = when (this) {
        is Visit -> (listOf("visit", title, hamlet, at) + tasks.flatMap { listOf(it.template, it.target, it.window.toString()) })
        is Household -> listOf("household", id)
        NewHousehold -> listOf("new_household")
        is Split -> listOf("split", household)
        is Merge -> listOf("merge", household)
        Incidents -> listOf("incidents")
        is Incident -> listOf("incident", id)
        is Report -> listOf("report", category)
        Conflicts -> listOf("conflicts")
        is Returned -> listOf("returned", no.toString())
        is NewClue -> listOf("new_clue", incident.orEmpty())
        Clues -> listOf("clues")
        Sets -> listOf("sets")
        is NewSet -> listOf("new_set", clue.orEmpty())
        is Set -> listOf("set", id)
        is Capture -> listOf("capture", set)
        is Redact -> listOf("redact", set, item)
        is Record -> listOf("record", set, kind.name, corrects.orEmpty())
        Map -> listOf("map")
        is Help -> listOf("help", page)
        About -> listOf("about")
        OwnData -> listOf("own_data")
    }.joinToString(SEPARATOR)

    companion object {
        private const val SEPARATOR = "\u001f"

        fun decode(text: String): Route {
            val words = text.split(SEPARATOR)
            return when (words[0]) {
                "visit" -> Visit(
                    words[1], words[2], words[3], words.drop(4).chunked(3).map { TaskRef(it[0], it[1], it[2].toULong()) },
                )
                "household" -> Household(words[1])
                "new_household" -> NewHousehold
                "split" -> Split(words[1])
                "merge" -> Merge(words[1])
                "incident" -> Incident(words[1])
                "report" -> Report(words[1])
                "conflicts" -> Conflicts
                "returned" -> Returned(words[1].toLong())
                "new_clue" -> NewClue(words[1].ifEmpty { null })
                "clues" -> Clues
                "sets" -> Sets
                "new_set" -> NewSet(words[1].ifEmpty { null })
                "set" -> Set(words[1])
                "capture" -> Capture(words[1])
                "redact" -> Redact(words[1], words[2])
                "record" -> Record(words[1], RecordKind.valueOf(words[2]), words[3].ifEmpty { null })
                "map" -> Map
                "help" -> Help(words[1])
                "about" -> About
                "own_data" -> OwnData
                else -> Incidents
            }
        }
    }
}
