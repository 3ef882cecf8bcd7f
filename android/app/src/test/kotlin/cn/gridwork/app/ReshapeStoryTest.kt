package cn.gridwork.app

import androidx.compose.ui.test.assertIsNotEnabled
import androidx.compose.ui.test.assertIsOn
import androidx.compose.ui.test.onAllNodesWithTag
import cn.gridwork.core.NewHousehold
import cn.gridwork.core.NewPerson
import cn.gridwork.core.Phone
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.rules.TemporaryFolder
import java.io.File

/** A house becomes two, and two become one: done on the screen, and read by a second phone. */
class ReshapeStoryTest : StoryTest() {
    @get:Rule val temporary = TemporaryFolder()

    private fun house(head: String): String = off {
        val hamlet = session.client.hamlets().first()
        session.client.addHousehold(NewHousehold(hamlet.cell, hamlet.id, "老院", NewPerson(head, 1, 2, 1)))
    }

    private fun open(name: String) {
        turnTo("tab-Find")
        type("query", name)
        tap("hit")
    }

    @Test fun whoSplitsOffHasAHouseOfTheirOwn() {
        enrol()
        val client = session.client
        val from = house("分前示意")
        val people = off { listOf("分一示意", "分二示意").map { client.addMember(from, NewPerson(it, 2, 30, 1)) } }
        open("分前示意")
        reach("split")
        tap("split")
        await("done").assertIsNotEnabled()
        for (person in people) {
            reach("goes-$person")
            tap("goes-$person")
        }
        // Two go, and nobody has said which of them is the head.
        await("done").assertIsNotEnabled()
        reach("heads-${people[1]}")
        tap("heads-${people[1]}")
        type("address", "新院")
        killed()
        reads("address", "新院")
        turned("land")
        reads("address", "新院")
        turned("port")
        reach("goes-${people[0]}").assertIsOn()
        tap("done")
        // Their own screen, with both of them.
        gone("heads-${people[1]}")
        reach("correct-${people[0]}")
        val split = off { client.find("分二示意", 1) }.single().household
        assertTrue(split != from)
        other { phone ->
            val there = phone.core.household(split)
            assertEquals(people.toSet(), there.members.map { it.person }.toSet())
            assertEquals("新院", there.address)
            assertEquals(2, there.members.first { it.person == people[1] }.relation)
            assertEquals(listOf("分前示意"), phone.core.household(from).members.map { it.name })
        }
    }

    @Test fun aHouseGoesOnInAnotherOnceSomebodySaidYes() {
        enrol()
        val client = session.client
        val (from, into) = house("并前示意") to house("并入示意")
        off { client.addMember(from, NewPerson("并小示意", 2, 30, 1)) }
        open("并前示意")
        reach("merge")
        tap("merge")
        type("merge-to", "并入示意")
        for (leaves in listOf({ turned("land") }, { turned("port") }, ::killed)) {
            leaves()
            reads("merge-to", "并入示意")
        }
        reach("into-$into")
        tap("into-$into")
        says("ask", "并到并入示意家？2 口都过去", whole = true)
        tap("not")
        gone("ask")
        assertEquals(2, off { client.household(from) }.members.size)
        reach("into-$into")
        tap("into-$into")
        tap("done")
        gone("ask")
        val here = off { client.household(into) }.members
        assertEquals(3, here.size)
        for (member in here) reach("correct-${member.person}")
        // The household that ended is not behind it.
        tap("back")
        await("query")
        assertTrue(rule.onAllNodesWithTag("split").fetchSemanticsNodes().isEmpty())
        other { phone -> assertEquals(3, phone.core.household(into).members.size) }
    }

    /** What another phone of the same worker reads once this one has sent everything. */
    private fun other(reads: suspend (Phone) -> Unit) {
        assertEquals(0, sync().refused)
        off {
            val phone = Phone(File(temporary.root, "other")).enrol(hub)
            reads(phone)
            phone.putAway()
        }
    }
}
