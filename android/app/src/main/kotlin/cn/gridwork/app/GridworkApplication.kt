package cn.gridwork.app

import android.app.Application
import android.content.Context
import android.os.Build
import cn.gridwork.app.background.SyncSchedule
import cn.gridwork.app.camera.BackLens
import cn.gridwork.app.camera.Lens
import cn.gridwork.app.screen.enrol.County
import cn.gridwork.app.security.AndroidFingerKey
import cn.gridwork.app.security.AndroidKeyVault
import cn.gridwork.app.security.DatabaseKey
import cn.gridwork.app.security.FingerKey
import cn.gridwork.app.security.Gate
import cn.gridwork.app.security.KeyVault
import cn.gridwork.core.OkHttpTransport
import cn.gridwork.core.PackedLibrary
import cn.gridwork.core.Transport
import java.io.File
import java.time.Clock

/** Puts the parts together. Tests put others in at the edge of the platform: the vault, the transport, the lens. */
open class GridworkApplication : Application() {
    val gridwork: Gridwork by lazy { make() }

    protected open fun vault(): KeyVault = AndroidKeyVault()

    protected open fun fingers(): FingerKey = AndroidFingerKey()

    /** Bytes that are free where the data lies. */
    protected open fun room(): Long = noBackupFilesDir.usableSpace

    /** The core's library as the package brings it. */
    protected open fun library(): File? = applicationInfo.nativeLibraryDir?.let { File(it, PackedLibrary.NAME) }

    protected open fun transport(): Transport = OkHttpTransport()

    /** What the app takes for the time, where a test sets it. */
    protected open fun clock(): Clock = Clock.systemUTC()

    /** The county that this app was built for, if it was for one. */
    open fun county(): County? = County.of(getString(R.string.county_address), getString(R.string.county_key))

    /** What takes evidence; a new one each time a camera is opened. */
    open fun lens(): Lens = BackLens(this)

    private fun make(): Gridwork {
        val vault = vault()
        val preferences = getSharedPreferences("gridwork", Context.MODE_PRIVATE)
        return Gridwork(
            folder = noBackupFilesDir,
            key = DatabaseKey(noBackupFilesDir.resolve("key"), vault),
            transport = transport(),
            gate = Gate(preferences, vault, clock(), fingers()),
            settings = Settings(preferences),
            deviceName = "${Build.MANUFACTURER} ${Build.MODEL}".take(40),
            room = ::room,
            library = library()?.let { PackedLibrary(it, noBackupFilesDir.resolve("core"), ::room) },
            clock = clock(),
            entered = { SyncSchedule.soon(this) },
        )
    }
}

/** The app of a context. */
val Context.gridwork: Gridwork get() = (applicationContext as GridworkApplication).gridwork
