package cn.gridwork.app

import android.content.Context
import android.net.ConnectivityManager
import android.net.NetworkCapabilities
import android.net.Uri
import androidx.annotation.StringRes
import cn.gridwork.core.GridFailure
import cn.gridwork.core.Network
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.withContext
import java.io.File
import java.io.FileDescriptor
import java.io.FileNotFoundException
import java.io.FileOutputStream
import java.io.IOException
import java.io.SyncFailedException
import java.util.UUID

/** Which network there is, as far as it matters to a worker. */
enum class NetworkKind(@param:StringRes val words: Int) {
    None(R.string.network_none),
    Mobile(R.string.network_mobile),
    Wifi(R.string.network_wifi),
}

/**
 * Carries files between the core's paths and the places a worker chooses. What lies on a stick is sealed
 * for the township; a copy on this phone goes when it is over.
 */
class Carrier(private val context: Context) {
    suspend fun out(to: Uri, write: suspend (String) -> Unit) = withContext(Dispatchers.IO) {
        val file = scratch()
        try {
            write(file.path)
            val stream = context.contentResolver.openOutputStream(to, "wt") ?: throw GridFailure.File("usb_cut", null, true)
            stream.use { target ->
                file.inputStream().use { it.copyTo(target) }
                // A stick is pulled out as soon as the screen says that it is there.
                (target as? FileOutputStream)?.run { synced(fd) }
            }
        } catch (_: IOException) {
            throw GridFailure.File("usb_cut", null, true)
        } finally {
            file.delete()
        }
    }

    suspend fun <T> into(from: Uri, read: suspend (String) -> T): T = withContext(Dispatchers.IO) {
        val file = scratch()
        try {
            val stream = context.contentResolver.openInputStream(from) ?: throw GridFailure.File("usb_cut", null, true)
            stream.use { source -> file.outputStream().use { copyBounded(source, it) } }
            read(file.path)
        } catch (_: FileNotFoundException) {
            throw GridFailure.File("usb_cut", null, true)
        } catch (_: IOException) {
            throw GridFailure.File("usb_cut", null, true)
        } finally {
            file.delete()
        }
    }

    /** What is no file of a disk, and has nothing to wait for, says so. */
    private fun synced(descriptor: FileDescriptor) = try {
        descriptor.sync()
    } catch (_: SyncFailedException) {
        Unit
    }

    /** What files may cost where they go by themselves. */
    fun counted(): Network = when (network()) {
        NetworkKind.Wifi -> Network.Free
        NetworkKind.None -> Network.Slow
        NetworkKind.Mobile -> if (kilobits() < SLOW_KILOBITS) Network.Slow else Network.Mobile
    }

    private fun kilobits(): Int {
        val manager = context.getSystemService(ConnectivityManager::class.java)
        return manager.getNetworkCapabilities(manager.activeNetwork)?.linkUpstreamBandwidthKbps ?: 0
    }

    fun network(): NetworkKind {
        val manager = context.getSystemService(ConnectivityManager::class.java)
        val capabilities = manager.getNetworkCapabilities(manager.activeNetwork) ?: return NetworkKind.None
        return when {
            capabilities.hasTransport(NetworkCapabilities.TRANSPORT_WIFI) -> NetworkKind.Wifi
            capabilities.hasCapability(NetworkCapabilities.NET_CAPABILITY_INTERNET) -> NetworkKind.Mobile
            else -> NetworkKind.None
        }
    }

    private fun copyBounded(source: java.io.InputStream, target: java.io.OutputStream) {
        val buffer = ByteArray(64 shl 10)
        var total = 0L
        while (true) {
            val n = source.read(buffer)
            if (n < 0) return
            total += n
            if (total > RECEIPT_MOST) throw GridFailure.File("usb_other", null, false)
            target.write(buffer, 0, n)
        }
    }

    private fun scratch(): File = context.gridwork.file("bundles", "${UUID.randomUUID()}.gwb")

    private companion object {
        /** No receipt is nearly as large. */
        const val RECEIPT_MOST = 64L shl 20

        /** Slower than this is 2G, whatever it calls itself. */
        const val SLOW_KILOBITS = 300
    }
}
