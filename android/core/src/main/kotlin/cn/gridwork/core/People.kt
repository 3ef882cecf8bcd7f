package cn.gridwork.core

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
    val conflicts: Int,
    val state: RecordState,
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

/** Why a masked field is shown; it is logged. */
enum class RevealReason { Visit, Contact, Incident, Evacuation, Benefit, Mediation, OwnRequest, Correction, Supervision }
