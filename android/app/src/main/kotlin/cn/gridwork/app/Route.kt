package cn.gridwork.app

import cn.gridwork.core.TaskRef

/** The five places of the bar. */
enum class Tab { Today, Find, Report, Exchange, Mine }

/** What can be opened above a tab. A route is text, so that it outlives the process. */
sealed interface Route {
    /** One house or place with the tasks due there. */
    data class Visit(val title: String, val hamlet: String, val tasks: List<TaskRef>) : Route

    data class Household(val id: String) : Route

    data object Incidents : Route

    data class Incident(val id: String) : Route

    data object Conflicts : Route

    data object Map : Route

    data class Help(val page: String) : Route

    data object About : Route

    data object OwnData : Route

    fun encode(): String = when (this) {
        is Visit -> (listOf("visit", title, hamlet) + tasks.flatMap { listOf(it.template, it.target, it.window.toString()) })
        is Household -> listOf("household", id)
        Incidents -> listOf("incidents")
        is Incident -> listOf("incident", id)
        Conflicts -> listOf("conflicts")
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
                    words[1], words[2], words.drop(3).chunked(3).map { TaskRef(it[0], it[1], it[2].toULong()) },
                )
                "household" -> Household(words[1])
                "incident" -> Incident(words[1])
                "conflicts" -> Conflicts
                "map" -> Map
                "help" -> Help(words[1])
                "about" -> About
                "own_data" -> OwnData
                else -> Incidents
            }
        }
    }
}
