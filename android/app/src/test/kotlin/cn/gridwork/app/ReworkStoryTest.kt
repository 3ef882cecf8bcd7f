package cn.gridwork.app

import androidx.compose.ui.test.onAllNodesWithTag
import cn.gridwork.core.IncidentStep
import cn.gridwork.core.NewIncident
import cn.gridwork.core.Phone
import kotlinx.coroutines.runBlocking
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.rules.TemporaryFolder

/** What was not really done comes back to whoever handled it, and is judged by somebody else. */
class ReworkStoryTest : StoryTest() {
    @get:Rule val temporary = TemporaryFolder()

    @Test fun whatComesBackIsDoneAgainAndAnotherVerifiesIt() {
        val reporter = Phone(temporary.newFolder("reporter"))
        val (incident, category) = runBlocking {
            reporter.enrol(hub)
            val category = reporter.core.categories().first { it.call.isEmpty() }.code
            reporter.core.report(NewIncident("路灯不亮", category, place = "村口")).also { reporter.sync() } to category
        }
        val (handler, unit) = hub.handler
        hub.officer.step(incident, "accept")
        hub.officer.step(incident, "register", """"grade":3""", """"category":"$category"""")
        hub.officer.step(incident, "dispatch", """"unit":"$unit"""", """"handler":"$handler"""")

        enrol(hub.codeFor(handler), first = "tab-Report")
        turnTo("tab-Report")
        reach("to-incidents")
        tap("to-incidents")
        tap("incident")
        takes("start", "去看了")
        takes("done", "换了灯泡")
        sync()
        says("status", "待核查")
        // Whoever handled it does not judge it.
        assertTrue(rule.onAllNodesWithTag("passed").fetchSemanticsNodes().isEmpty())

        judge(reporter, incident, passed = false, why = "还是不亮")
        sync()
        says("status", "返工")
        reads("answer", "还是不亮")
        takes("done", "换了线")
        sync()
        judge(reporter, incident, passed = true, why = "")
        sync()
        says("status", "核查通过")
        assertEquals(off { session.client.incident(incident) }.state, off { reporter.core.incident(incident) }.state)
        runBlocking { reporter.putAway() }
    }

    /** A step that takes a sentence, on the screen. */
    private fun takes(step: String, words: String) {
        reach("step-$step")
        type("note", words)
        reach("step-$step")
        tap("step-$step")
        gone("step-$step")
    }

    private fun judge(reporter: Phone, incident: String, passed: Boolean, why: String) = off {
        reporter.sync()
        assertEquals(listOf(incident), reporter.core.toVerify(10).map { it.incident.id })
        reporter.core.incidentStep(incident, IncidentStep.Verify(passed, why))
        val result = reporter.sync()
        assertEquals(0, result.refused)
    }
}
