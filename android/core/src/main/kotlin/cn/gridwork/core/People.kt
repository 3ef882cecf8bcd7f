package cn.gridwork.core

import java.time.Instant
import java.time.LocalDate

/** A hit of the finder; lower rank is better. */
data class Hit(
    val household: String,
    val person: String?,
    val name: String,
    val nickname: String,
    val hamlet: String,
    val rank: Int,
)

/** A household with its people, masked as the role asks for. */
data class Household(
    val id: String,
    val hamlet: String,
    val address: String,
    val nickname: String,
    val note: String,
    val members: List<Member>,
    val former: List<Member>,
    /** How many metres its place on the map may be off; `null` where nobody noted one. */
    val placedWithin: Int?,
    val conflicts: Int,
    val state: RecordState,
)

/** A visit that ended in the same weeks of last year. */
data class PastVisit(
    val task: String,
    val title: String,
    val day: LocalDate,
    /** How it ended, in words. */
    val said: String,
    /** What was noted, a line an answer. */
    val noted: List<String>,
)

/** One look at a masked value, by the person of this phone. */
data class Look(
    val person: String,
    /** Masked; empty where this phone has the person no more. */
    val name: String,
    val at: Instant,
    val reason: RevealReason,
    val fields: List<String>,
)

/** A person of a household. */
data class Member(
    val person: String,
    val name: String,
    val nickname: String,
    val relation: Int,
    val sex: Int,
    val age: Int?,
    val phone: String,
    val residency: Int,
    val left: Int,
)

/** A cell of this phone. */
data class Cell(val id: String, val name: String, val village: String, val hamlets: List<String>, val households: Int)

/** A hamlet of this phone's cells, in road order. */
data class Hamlet(val id: String, val name: String, val cell: String, val cellName: String)

/** A person to add. */
data class NewPerson(
    val name: String,
    val sex: Int,
    val relation: Int,
    val residency: Int,
    val birth: LocalDate? = null,
    val phone: String? = null,
)

/** A household to add, with its head. */
data class NewHousehold(val cell: String, val hamlet: String, val address: String, val head: NewPerson)

/** The household that a part of another becomes. */
data class SplitHousehold(val hamlet: String, val address: String, val head: String)

/** Why people move from one household to another. */
enum class MoveReason { Marriage, Split, JoinsRelatives, Mistake, Relocation }

/** Why a masked field is shown; it is logged. */
enum class RevealReason { Visit, Contact, Incident, Evacuation, Benefit, Mediation, OwnRequest, Correction, Supervision }

/** What is drawn of this phone's cells: points and outlines, no base map. */
data class GridMap(val points: List<MapPoint>, val outlines: List<MapOutline>)

/** Something with a point; a hamlet tells how many households this phone has there, a household is called by its head. */
data class MapPoint(
    val id: String,
    val mark: MapMark,
    val name: String,
    val lonE7: Int,
    val latE7: Int,
    val households: Int,
)

/** How a point is drawn: by shape and letter, never by colour alone. */
enum class MapMark { Hamlet, Household, Fire, Water, House, Road, Ground, Place }

/** The outline of a cell, as longitudes and latitudes in 1e-7 degrees. */
data class MapOutline(val cell: String, val name: String, val ring: List<Pair<Int, Int>>)
