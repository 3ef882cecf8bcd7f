package cn.gridwork.core

import kotlinx.coroutines.runBlocking
import org.junit.After
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.rules.TemporaryFolder
import java.io.File
import java.time.LocalDate

/** What is done to whole households, from Kotlin over the real core and a real hub, and read by a second phone. */
class DeedsTest {
    @get:Rule val temporary = TemporaryFolder()
    private val phones = mutableListOf<Phone>()

    private suspend fun phone() = Phone(File(temporary.root, "phone-${phones.size}")).also { phones += it }.enrol(TrainingHub.shared)

    @After fun putAway() = runBlocking { phones.forEach { it.putAway() } }

    @Test fun peopleMoveAHouseholdIsSplitAndAnotherGoesOnAsItsNeighbour() = runBlocking {
        val (one, two) = phone() to phone()
        val core = one.core
        val hamlet = core.hamlets().first()
        val homes = List(3) { core.addHousehold(NewHousehold(hamlet.cell, hamlet.id, "新院 $it", NewPerson("户${"甲乙丙"[it]}示意", 1, 2, 1))) }
        val (from, to, into) = homes
        val people = listOf("女", "儿").map { core.addMember(from, NewPerson("${it}示意", 2, 30, 1)) }
        val today = LocalDate.now()
        core.movePeople(from, people.take(1), to, MoveReason.Marriage, today)
        val split = core.splitHousehold(from, people.drop(1), SplitHousehold(hamlet.id, "分出来的院", people[1]), today)
        core.mergeHouseholds(from, into, today)
        assertEquals(0, one.sync().refused)
        two.sync()
        for (phone in listOf(one, two)) {
            assertTrue(phone.core.household(to).members.any { it.person == people[0] })
            assertEquals(listOf(people[1]), phone.core.household(split).members.map { it.person })
            assertEquals("分出来的院", phone.core.household(split).address)
            assertEquals(2, phone.core.household(into).members.size)
        }
        // A cell that is none of this worker's is not given a household by the way.
        val refused = failing { core.transferHousehold(to, "00000000-0000-7000-8000-000000000001") }
        assertTrue("$refused", refused is GridFailure.Entry)
    }
}
