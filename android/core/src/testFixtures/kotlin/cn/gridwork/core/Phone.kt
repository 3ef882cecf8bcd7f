package cn.gridwork.core

import java.io.File
import java.security.SecureRandom

/** A phone of a test: the real core with its folder and key, and what a platform does for it. */
class Phone(val folder: File, val transport: Transport = OkHttpTransport()) {
    val key = ByteArray(32).also { SecureRandom().nextBytes(it) }
    lateinit var core: CoreClient
        private set
    val exchange get() = Exchange(core, transport)

    suspend fun open(): CoreClient = CoreClient.open(folder.path, key).also { core = it }

    /** Becomes a device and downloads its cell. */
    suspend fun enrol(hub: TrainingHub): Phone {
        open()
        exchange.enrol(hub.code(), "示例手机", "kotlin")
        sync()
        return this
    }

    /** Exchanges until there is nothing more to say. */
    suspend fun sync(): ExchangeResult = exchange.run(BUDGET)

    suspend fun lines(): List<TodayLine> = core.today().lines + core.todayBehind(0, 200)

    /** A household of the day. */
    suspend fun household(number: Int = 0): String = lines().filter { it.isHousehold }[number].target

    /** The first untouched task of the day whose form fits. */
    suspend fun task(fits: (Form) -> Boolean = { true }): DueTask {
        for (line in lines()) {
            for (due in line.tasks) if (!due.started && fits(core.form(due.task.template))) return due
        }
        error("no such task is due today")
    }

    /** Lets go of the folder, also when it was wiped or shut down already. */
    suspend fun putAway() {
        try {
            core.shutDown()
        } catch (_: GridFailure) {
            // It was.
        }
    }

    companion object {
        val BUDGET = Budget(bytes = 48 shl 10, files = true)
    }
}
