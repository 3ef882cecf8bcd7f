package cn.gridwork.app

import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Test
import java.io.File

/** One version list: what Gradle reads and what the build of these tests uses are the same. */
class VersionListTest {
    private val android = File(System.getProperty("gridwork.android"))
    private val toml = File(android, "gradle/libs.versions.toml").readText()
    private val pom = File(android, "verify/pom.xml").readText()

    private val versions = Regex("""^([a-z0-9-]+) = "([^"]+)"$""", RegexOption.MULTILINE)
        .findAll(toml.substringAfter("[versions]").substringBefore("[libraries]")).associate { it.groupValues[1] to it.groupValues[2] }

    @Test fun everyNumberIsTheSame() {
        val repeated = Regex("<version\\.([a-z0-9-]+)>([^<]+)<").findAll(pom).associate { it.groupValues[1] to it.groupValues[2] }
        assertEquals(versions, repeated)
    }

    @Test fun everyLibraryIsBuiltWithTheNumberOfTheList() {
        val libraries = Regex("""module = "([^:]+):([^"]+)", version.ref = "([^"]+)"""").findAll(toml).map { it.destructured }.toList()
        assertTrue(libraries.size > 10)
        for ((group, name, version) in libraries) {
            val variants = listOf(name, "$name-android", "$name-jvm")
            val found = variants.any {
                "<groupId>$group</groupId><artifactId>$it</artifactId><version>\${version.$version}</version>" in pom
            }
            assertTrue("$group:$name is not in the Maven list with version.$version", found)
        }
    }

    /** Nothing that watches people: no analytics, crash reporting, advertising or push of a third party. */
    @Test fun nothingWatchesPeople() {
        val watching = Regex("firebase|google-services|play-services|analytics|crashlytics|sentry|bugly|umeng|talkingdata|appcenter|mixpanel|segment|adjust|jpush|getui|amap|baidu", RegexOption.IGNORE_CASE)
        val build = listOf("build.gradle.kts", "settings.gradle.kts", "app/build.gradle.kts", "core/build.gradle.kts").map { File(android, it).readText() }
        for (list in build + toml + pom) assertEquals(emptyList<String>(), watching.findAll(list).map { it.value }.toList())
    }

    @Test fun noDependencyHasAnOpenVersion() {
        val open = Regex("<artifactId>([^<]+)</artifactId><version>([^<]*(LATEST|RELEASE|SNAPSHOT|\\+|\\[)[^<]*)<").findAll(pom)
        assertEquals(emptyList<String>(), open.map { it.value }.toList())
    }
}
