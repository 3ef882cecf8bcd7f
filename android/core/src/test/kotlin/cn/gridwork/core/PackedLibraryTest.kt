package cn.gridwork.core

import kotlinx.coroutines.runBlocking
import org.junit.After
import org.junit.Assert.assertArrayEquals
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertThrows
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.rules.TemporaryFolder
import java.io.File
import java.util.concurrent.TimeUnit
import kotlin.concurrent.thread

/** The core's library, packed as `cargo xtask android` packs it for an app, here of this machine. */
class PackedLibraryTest {
    @get:Rule val temporary = TemporaryFolder()

    private val real = File(System.getProperty("gridwork.packed"))
    private val packed by lazy { real.copyTo(File(temporary.root, PackedLibrary.NAME)) }
    private val folder get() = File(temporary.root, "core")
    private var free = Long.MAX_VALUE

    private fun prepare() = PackedLibrary(packed, folder) { free }.prepare()

    private fun there() = folder.list().orEmpty().toList()

    private fun path() = System.getProperty(PackedLibrary.LOADED_FROM)

    /** Tests after this one load the library of the build. */
    @After fun byItsName() {
        System.clearProperty(PackedLibrary.LOADED_FROM)
    }

    @Test fun whatIsUnpackedIsTheLibraryAndCannotBeWritten() {
        prepare()
        val unpacked = File(path())
        assertEquals(listOf(unpacked.name), there())
        assertArrayEquals(File(real.path.replace(".xz", ".stripped")).readBytes(), unpacked.readBytes())
        assertEquals("r--r--r--", java.nio.file.attribute.PosixFilePermissions.toString(java.nio.file.Files.getPosixFilePermissions(unpacked.toPath())))
    }

    @Test fun theCoreOpensThroughItInAProcessThatHasNoOther() {
        packed
        val java = File(System.getProperty("java.home"), "bin/java").path
        val classes = System.getProperty("surefire.test.class.path") ?: System.getProperty("java.class.path")
        val command = listOf(java, "-cp", classes, "cn.gridwork.core.PackedProcess", packed.path, folder.path, temporary.newFolder("grid").path)
        val process = ProcessBuilder(command).redirectErrorStream(true).start()
        thread { if (!process.waitFor(60, TimeUnit.SECONDS)) process.destroyForcibly() }
        val said = process.inputStream.reader().readText()
        assertTrue(said, said.contains("opened New through ${folder.path}"))
    }

    @Test fun itIsUnpackedOnceAndANewVersionTakesThePlaceOfTheOld() {
        prepare()
        val before = path()
        val at = File(before).lastModified() - 60_000
        File(before).setLastModified(at)
        prepare()
        assertEquals(at, File(path()).lastModified())
        // Another version, and what an unpacking that was killed left of it.
        packed.delete()
        another().copyTo(packed)
        File(folder, "0.so.half").writeText("half")
        prepare()
        assertFalse(before == path())
        assertEquals(listOf(File(path()).name), there())
        assertEquals("another version", File(path()).readText())
    }

    @Test fun withoutRoomItIsSaidAndWhatIsThereStays() {
        prepare()
        val before = there()
        packed.delete()
        another().copyTo(packed)
        free = 1_000
        val failure = assertThrows(GridFailure.Storage::class.java) { prepare() }
        assertEquals("disk_full", failure.code)
        assertEquals(before, there())
        free = Long.MAX_VALUE
        prepare()
        assertEquals("another version", File(path()).readText())
    }

    @Test fun aPackageWithAFlippedByteOrCutOffLoadsNothing() {
        val bytes = packed.readBytes()
        val wrong = listOf(0, 7, bytes.size / 2, bytes.size - 20, bytes.size - 1).map { at ->
            bytes.copyOf().also { it[at] = (it[at].toInt() xor 1).toByte() }
        } + listOf(0, 1, 12, bytes.size / 2, bytes.size - 1).map { bytes.copyOf(it) }
        for (hostile in wrong) {
            packed.writeBytes(hostile)
            assertThrows(GridFailure.Unexpected::class.java) { prepare() }
            assertEquals(null, path())
            assertTrue("${there()}", there().all { it.endsWith(".half") })
        }
        packed.writeBytes(bytes)
        prepare()
        assertEquals(1, there().size)
    }

    @Test fun whereThePackageHasNoneTheLoaderFindsItByItsName() {
        PackedLibrary(File(temporary.root, "none"), folder) { 0 }.prepare()
        assertEquals(null, path())
        assertFalse(folder.exists())
    }

    /** A library of another version, packed in the same way. */
    private fun another(): File {
        val file = File(temporary.root, "another")
        org.tukaani.xz.XZOutputStream(file.outputStream(), org.tukaani.xz.LZMA2Options()).use { it.write("another version".toByteArray()) }
        return file
    }
}

/** A process of its own, as the app is one: nothing has loaded the library before. */
object PackedProcess {
    @JvmStatic fun main(args: Array<String>) = runBlocking {
        val (packed, folder, grid) = args
        PackedLibrary(File(packed), File(folder), File(packed).parentFile::getUsableSpace).prepare()
        val core = CoreClient.open(grid, ByteArray(32) { it.toByte() })
        val loaded = File("/proc/self/maps").readLines().first { it.contains(folder) }.substringAfter(folder)
        println("opened ${core.status()} through $folder$loaded")
    }
}
