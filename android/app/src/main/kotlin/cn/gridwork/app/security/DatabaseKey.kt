package cn.gridwork.app.security

import java.io.File
import java.security.SecureRandom

/**
 * The 32 bytes that open the database, sealed by the vault in a file that no backup takes. The file is
 * written whole or not at all.
 */
class DatabaseKey(private val file: File, private val vault: KeyVault) {
    /** The key, made the first time; `null` if the vault cannot open the one that is there. */
    fun get(): ByteArray? {
        if (file.exists()) return vault.open(file.readBytes())
        val key = ByteArray(32).also { SecureRandom().nextBytes(it) }
        val whole = File(file.path + ".new")
        whole.outputStream().use {
            it.write(vault.seal(key))
            it.fd.sync()
        }
        check(whole.renameTo(file)) { "the key cannot be kept" }
        return key
    }

    /** Destroys the key with everything it opens. */
    fun destroy() {
        vault.destroy()
        file.delete()
    }
}
