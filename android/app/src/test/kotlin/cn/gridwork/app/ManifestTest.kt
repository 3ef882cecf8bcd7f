package cn.gridwork.app

import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Test
import java.io.File

/** What the app asks of the phone, what it keeps out of backups, and what its core may not know. */
class ManifestTest {
    private val android = File(System.getProperty("gridwork.android"))
    private val manifest = File(android, "app/src/main/AndroidManifest.xml").readText()

    private fun sources(folder: String) = File(android, folder).walk().filter { it.extension == "kt" }

    @Test fun nothingWatchesInTheBackground() {
        for (permission in listOf("ACCESS_BACKGROUND_LOCATION", "ACTIVITY_RECOGNITION", "READ_CONTACTS", "READ_PHONE_STATE", "RECORD_AUDIO", "AD_ID")) {
            assertFalse(permission, permission in manifest)
        }
    }

    @Test fun theAppsOwnCameraIsOpenToNobodyElse() {
        val camera = Regex("<activity[^>]*CameraActivity\"[^>]*>").find(manifest)?.value.orEmpty()
        assertTrue(camera, "android:exported=\"false\"" in camera)
    }

    @Test fun nothingGoesToABackup() {
        assertTrue("android:allowBackup=\"false\"" in manifest)
        val rules = File(android, "app/src/main/res/xml/no_backup.xml").readText()
        for (domain in listOf("root", "file", "database", "sharedpref", "external")) {
            assertTrue(domain, Regex("<exclude domain=\"$domain\"").findAll(rules).count() == 2)
        }
    }

    @Test fun theCoreKnowsNoAndroidAndTheAppNoGeneratedCode() {
        for (file in sources("core/src/main/kotlin")) {
            assertFalse(file.path, Regex("^import androidx?\\.", RegexOption.MULTILINE).containsMatchIn(file.readText()))
        }
        for (file in sources("app/src/main/kotlin")) assertFalse(file.path, "cn.gridwork.ffi" in file.readText())
    }

    @Test fun noWordOfTheAppStandsOutsideItsCatalogue() {
        val chinese = Regex("\"[^\"\\n]*[\\u4e00-\\u9fff][^\"\\n]*\"")
        for (file in sources("app/src/main/kotlin")) {
            for (line in file.readLines().filterNot { it.trim().startsWith("*") || it.trim().startsWith("//") || it.trim().startsWith("/**") }) {
                assertFalse("${file.name}: $line", chinese.containsMatchIn(line))
            }
        }
    }
}
