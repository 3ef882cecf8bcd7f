package cn.gridwork.app.background

import android.app.Notification
import android.app.NotificationChannel
import android.app.NotificationManager
import android.content.Context
import android.content.pm.ServiceInfo
import android.os.BatteryManager
import android.os.Build
import androidx.core.app.NotificationCompat
import androidx.work.BackoffPolicy
import androidx.work.Constraints
import androidx.work.CoroutineWorker
import androidx.work.ExistingPeriodicWorkPolicy
import androidx.work.ExistingWorkPolicy
import androidx.work.ForegroundInfo
import androidx.work.NetworkType
import androidx.work.OneTimeWorkRequestBuilder
import androidx.work.OutOfQuotaPolicy
import androidx.work.PeriodicWorkRequestBuilder
import androidx.work.WorkInfo
import androidx.work.WorkManager
import androidx.work.WorkerParameters
import androidx.work.workDataOf
import cn.gridwork.app.Carrier
import cn.gridwork.app.QUIET_TO
import cn.gridwork.app.R
import cn.gridwork.app.gridwork
import cn.gridwork.app.ui.hour
import cn.gridwork.app.ui.untilHour
import cn.gridwork.core.Budget
import cn.gridwork.core.GridFailure
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.launch
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.withLock
import kotlinx.coroutines.withContext
import java.time.Duration

/**
 * Exchanges while nobody looks, and goes on when the worker who started it leaves the screen. It does
 * little at a time and can be stopped between any two requests: the core has written down where it is.
 */
class SyncWorker(context: Context, parameters: WorkerParameters) : CoroutineWorker(context, parameters) {
    override suspend fun doWork(): Result {
        val gridwork = applicationContext.gridwork
        val session = gridwork.working() ?: return Result.success()
        val asked = inputData.getBoolean(BY_HAND, false)
        val choices = gridwork.settings.choices.value
        val quiet = !asked && choices.quiet(hour(gridwork.clock.instant()))
        // At night nobody is waiting for the township's answers; what was entered goes all the same.
        if (quiet && inputData.getBoolean(REGULARLY, false)) return Result.success()
        // Entries are sent. Photos wait at night for the morning, with low power for a charger, or for a
        // hand on the button.
        val files = !quiet && (!choices.lowPower || charging(applicationContext))
        val byHand = Budget(BY_HAND_BYTES, files = !inputData.getBoolean(WORDS_ALONE, false))
        val byItself = Budget(SMALL, files, Carrier(applicationContext).counted())
        return try {
            val result = coroutineScope {
                val told = launch {
                    session.exchange.running.collect { if (asked && it != null) setForeground(foreground(it.received)) }
                }
                session.exchange.run(if (asked) byHand else byItself).also { told.cancel() }
            }
            gridwork.look()
            if (quiet && session.client.syncState().files > 0) SyncSchedule.morning(applicationContext)
            when {
                result.problem == null -> Result.success(workDataOf(RECEIVED to result.received))
                runAttemptCount >= MOST_ATTEMPTS -> Result.failure()
                else -> Result.retry()
            }
        } catch (failure: GridFailure) {
            if (failure.retryable && runAttemptCount < MOST_ATTEMPTS) Result.retry() else Result.failure()
        }
    }

    override suspend fun getForegroundInfo(): ForegroundInfo = foreground(0)

    private fun foreground(received: Int): ForegroundInfo {
        val notification = progress(applicationContext, received)
        return if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.Q) {
            ForegroundInfo(NOTIFICATION, notification, ServiceInfo.FOREGROUND_SERVICE_TYPE_DATA_SYNC)
        } else {
            ForegroundInfo(NOTIFICATION, notification)
        }
    }

    companion object {
        const val RECEIVED = "received"
        internal const val BY_HAND = "by_hand"
        internal const val WORDS_ALONE = "words_alone"
        internal const val REGULARLY = "regularly"
        private const val NOTIFICATION = 1
        private const val MOST_ATTEMPTS = 8
        private const val SMALL = 32 shl 10
        private const val BY_HAND_BYTES = 96 shl 10
        private const val CHANNEL = "exchange"

        private fun charging(context: Context): Boolean = context.getSystemService(BatteryManager::class.java).isCharging

        /** Quiet, without sound: the only notification of this app is about what its owner started. */
        private fun progress(context: Context, received: Int): Notification {
            val manager = context.getSystemService(NotificationManager::class.java)
            val name = context.getString(R.string.exchange_title)
            manager.createNotificationChannel(NotificationChannel(CHANNEL, name, NotificationManager.IMPORTANCE_LOW))
            return NotificationCompat.Builder(context, CHANNEL)
                .setSmallIcon(R.drawable.ic_exchange)
                .setContentTitle(name)
                .setContentText(context.getString(R.string.exchange_running, received))
                .setOngoing(true)
                .setSilent(true)
                .build()
        }
    }
}

/** When exchanges happen by themselves: never by polling, only when the system says there is a network. */
object SyncSchedule {
    const val NOW = "exchange"
    const val REGULAR = "exchange-regular"
    const val MORNING = "exchange-morning"

    private val one = Mutex()

    /** So long it waits for what is entered next: the answers of a form go together. */
    private val GATHERING: Duration = Duration.ofSeconds(20)

    /**
     * Something was entered: send it as soon as there is a network and the battery is not low. While one
     * runs, which may have asked for the last time what there is to send, another waits behind it.
     */
    suspend fun soon(context: Context): Unit = one.withLock {
        val manager = WorkManager.getInstance(context)
        val there = withContext(Dispatchers.IO) { manager.getWorkInfosForUniqueWork(NOW).get() }
        if (there.any { it.state == WorkInfo.State.ENQUEUED || it.state == WorkInfo.State.BLOCKED }) return@withLock
        val request = OneTimeWorkRequestBuilder<SyncWorker>()
            .setConstraints(constraints(lowPower = context.gridwork.settings.choices.value.lowPower))
            .setInitialDelay(GATHERING)
            .setBackoffCriteria(BackoffPolicy.EXPONENTIAL, Duration.ofMinutes(1))
            .build()
        val enqueued = manager.enqueueUniqueWork(NOW, ExistingWorkPolicy.APPEND_OR_REPLACE, request)
        withContext(Dispatchers.IO) { enqueued.result.get() }
    }

    /** The worker pressed 现在送: at once, in the foreground, whatever the battery; without photos if so answered. */
    fun now(context: Context, files: Boolean) {
        val request = OneTimeWorkRequestBuilder<SyncWorker>()
            .setConstraints(Constraints.Builder().setRequiredNetworkType(NetworkType.CONNECTED).build())
            .setExpedited(OutOfQuotaPolicy.RUN_AS_NON_EXPEDITED_WORK_REQUEST)
            .setInputData(workDataOf(SyncWorker.BY_HAND to true, SyncWorker.WORDS_ALONE to !files))
            .build()
        WorkManager.getInstance(context).enqueueUniqueWork(NOW, ExistingWorkPolicy.REPLACE, request)
    }

    /** A few times a day, so that answers of the township arrive. */
    fun regular(context: Context) {
        val request = PeriodicWorkRequestBuilder<SyncWorker>(Duration.ofHours(6))
            .setConstraints(constraints(lowPower = true))
            .setInputData(workDataOf(SyncWorker.REGULARLY to true))
            .setBackoffCriteria(BackoffPolicy.EXPONENTIAL, Duration.ofMinutes(10))
            .build()
        WorkManager.getInstance(context).enqueueUniquePeriodicWork(REGULAR, ExistingPeriodicWorkPolicy.KEEP, request)
    }

    /** Photos that were taken at night go when it is over, whether or not something else is entered then. */
    fun morning(context: Context) {
        val request = OneTimeWorkRequestBuilder<SyncWorker>()
            .setConstraints(constraints(lowPower = context.gridwork.settings.choices.value.lowPower))
            .setInitialDelay(untilHour(context.gridwork.clock.instant(), QUIET_TO))
            .setBackoffCriteria(BackoffPolicy.EXPONENTIAL, Duration.ofMinutes(1))
            .build()
        WorkManager.getInstance(context).enqueueUniqueWork(MORNING, ExistingWorkPolicy.KEEP, request)
    }

    /** Low power waits for a charger; otherwise a battery that is not low is enough. */
    internal fun constraints(lowPower: Boolean): Constraints {
        val builder = Constraints.Builder().setRequiredNetworkType(NetworkType.CONNECTED)
        return (if (lowPower) builder.setRequiresCharging(true) else builder.setRequiresBatteryNotLow(true)).build()
    }
}
