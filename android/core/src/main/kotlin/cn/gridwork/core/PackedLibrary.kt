package cn.gridwork.core

import org.tukaani.xz.SeekableFileInputStream
import org.tukaani.xz.SeekableXZInputStream
import org.tukaani.xz.XZInputStream
import java.io.File
import java.io.FileOutputStream
import java.io.IOException
import java.security.MessageDigest

/**
 * The core's library as the package of an app brings it: in the xz format, which takes a quarter less to fetch than
 * what an installer unpacks by itself (ADR 16). Each version is unpacked once, before the core is opened first.
 */
class PackedLibrary(
    /** The library as it lies where the installer put it. */
    private val packed: File,
    /** Where it is unpacked; nothing else is kept in this folder. */
    private val folder: File,
    /** Bytes that are free there. */
    private val room: () -> Long,
) {
    /**
     * Unpacks the library if this version is not unpacked yet, and has the core loaded from there. Where the package
     * brings none packed, the core's loader finds the library by its name.
     *
     * @throws GridFailure.Storage `disk_full` where there is no room for it; what was there before stays
     * @throws GridFailure.Unexpected where it is not what was packed
     */
    fun prepare() {
        if (!packed.exists()) return
        try {
            System.setProperty(LOADED_FROM, unpacked().path)
        } catch (_: IOException) {
            throw if (room() < LARGEST) full() else GridFailure.of("unexpected", null, false)
        }
    }

    private fun unpacked(): File {
        val library = File(folder, "${digest()}.so")
        if (library.exists()) return library
        if (!folder.isDirectory && !folder.mkdirs()) throw IOException("no folder")
        val length = SeekableXZInputStream(SeekableFileInputStream(packed), MEMORY_KIB).use { it.length() }
        if (length > LARGEST) throw IOException("larger than any library")
        // What an unpacking that was cut off left behind takes room as well.
        for (half in kept { it.name.endsWith(HALF) }) half.delete()
        if (room() < length + SPARE) throw full()
        val half = File(folder, library.name + HALF)
        FileOutputStream(half).use { out ->
            XZInputStream(packed.inputStream().buffered(), MEMORY_KIB).use { it.copyTo(out) }
            out.fd.sync()
        }
        // Android loads no code that could still be written.
        if (!half.setReadOnly() || !half.renameTo(library)) throw IOException("not put in its place")
        for (old in kept { it != library }) old.delete()
        return library
    }

    private fun digest(): String {
        val digest = MessageDigest.getInstance("SHA-256").digest(packed.readBytes())
        return digest.joinToString("", limit = 16, truncated = "") { "%02x".format(it) }
    }

    private fun kept(which: (File) -> Boolean) = folder.listFiles()?.filter(which).orEmpty()

    private fun full() = GridFailure.of("disk_full", null, true)

    companion object {
        /** As an installer takes it for a library and puts it where libraries of this processor lie. */
        const val NAME = "libgridwork_ffi.xz.so"

        /** Where the generated code looks for the path of the library. */
        internal const val LOADED_FROM = "uniffi.component.gridwork_ffi.libraryOverride"

        /** Of a library that is still being unpacked. */
        private const val HALF = ".half"

        /** No library has more bytes. */
        private const val LARGEST = 16L shl 20

        /** Bytes that stay free for what is entered. */
        private const val SPARE = 1L shl 20

        /** What unpacking may take of the memory, in KiB. */
        private const val MEMORY_KIB = 24 shl 10
    }
}
