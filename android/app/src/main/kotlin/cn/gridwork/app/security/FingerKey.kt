package cn.gridwork.app.security

import android.os.Build
import android.security.keystore.KeyGenParameterSpec
import android.security.keystore.KeyProperties
import androidx.annotation.RequiresApi
import java.security.GeneralSecurityException
import java.security.KeyStore
import javax.crypto.Cipher
import javax.crypto.KeyGenerator

/**
 * A key that the system destroys when somebody is added to those it recognises: whoever opens by finger
 * could do so when the PIN was last given.
 */
interface FingerKey {
    /** A cipher for the system to release; `null` once those it recognises changed. */
    fun cipher(): Cipher?

    /** Makes the key anew if it is gone. The PIN has just been given. */
    fun renew()
}

/** In the Android Keystore, from Android 11 on, where strong recognition can be asked for by name. */
class AndroidFingerKey : FingerKey {
    private fun store() = KeyStore.getInstance(STORE).apply { load(null) }

    override fun cipher(): Cipher? = try {
        store().getKey(ALIAS, null)?.let { key -> Cipher.getInstance(CIPHER).apply { init(Cipher.ENCRYPT_MODE, key) } }
    } catch (_: GeneralSecurityException) {
        null
    }

    override fun renew() {
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.R && cipher() == null) make()
    }

    @RequiresApi(Build.VERSION_CODES.R)
    private fun make() {
        val spec = KeyGenParameterSpec.Builder(ALIAS, KeyProperties.PURPOSE_ENCRYPT)
            .setBlockModes(KeyProperties.BLOCK_MODE_GCM)
            .setEncryptionPaddings(KeyProperties.ENCRYPTION_PADDING_NONE)
            .setKeySize(256)
            .setUserAuthenticationRequired(true)
            .setUserAuthenticationParameters(0, KeyProperties.AUTH_BIOMETRIC_STRONG)
            .setInvalidatedByBiometricEnrollment(true)
            .build()
        try {
            store().deleteEntry(ALIAS)
            KeyGenerator.getInstance(KeyProperties.KEY_ALGORITHM_AES, STORE).apply { init(spec) }.generateKey()
        } catch (_: GeneralSecurityException) {
            // Nobody is enrolled with the system: there is nothing to open by but the PIN.
        }
    }

    private companion object {
        const val STORE = "AndroidKeyStore"
        const val ALIAS = "gridwork-finger"
        const val CIPHER = "AES/GCM/NoPadding"
    }
}
