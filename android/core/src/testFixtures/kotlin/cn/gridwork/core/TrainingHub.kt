package cn.gridwork.core

import okhttp3.MediaType.Companion.toMediaType
import okhttp3.OkHttpClient
import okhttp3.Request
import okhttp3.RequestBody.Companion.toRequestBody
import java.io.File
import java.net.InetAddress
import java.net.ServerSocket
import java.nio.file.Files
import java.util.concurrent.TimeUnit

/**
 * A training hub on loopback, run from the hub's own binary, which the system property
 * `gridwork.hub` names. One serves all tests of a run.
 */
class TrainingHub private constructor(private val folder: File) {
    private val binary = File(System.getProperty("gridwork.hub") ?: error("gridwork.hub names no binary"))
    private val port = ServerSocket(0, 1, InetAddress.getLoopbackAddress()).use { it.localPort }
    private val codes = ArrayDeque<String>()
    private var server: Process? = null

    /** Where it answers. */
    val url = "http://127.0.0.1:$port"

    /** The grid worker whose phones the tests carry. */
    val worker: String

    /** Every person with a post, by role. */
    private val people: Map<String, List<String>>

    init {
        command("init", "training", "--url", url, "--offline", File(folder, "offline").path)
        command("import", "county", "--cells", "2", "--seed", "11")
        val staff = command("enrol", "--list").lines().map { it.split('\t') }
        people = staff.filter { it.size > 2 }.groupBy({ it[2] }, { it[0] })
        worker = people.getValue("grid_worker").first()
        val townships = staff.filter { it.getOrNull(2) == "duty_officer" }.map { it[4] }.distinct()
        val ours = townships.withIndex().first { (number, name) ->
            val listed = File(folder, "directory-$number.json")
            command("export", "--org", name, "--to", listed.path)
            worker in listed.readText()
        }
        command(
            "user", "add", LOGIN, "--role", "duty_officer", "--at", ours.value, "--password-stdin",
            input = "$FIRST\n",
        )
        issue(CODES)
        serve()
        Runtime.getRuntime().addShutdownHook(
            Thread {
                stop()
                folder.deleteRecursively()
            },
        )
    }

    private fun command(vararg words: String, input: String = ""): String {
        val process = ProcessBuilder(listOf(binary.path, "--data", File(folder, "hub").path) + words)
            .redirectError(File(folder, "command.log"))
            .start()
        process.outputStream.use { it.write(input.toByteArray()) }
        val printed = process.inputStream.bufferedReader().readText()
        check(process.waitFor(300, TimeUnit.SECONDS)) { "${words[0]} does not end" }
        check(process.exitValue() == 0) { "${words[0]}: ${File(folder, "command.log").readText()}" }
        return printed
    }

    private fun issue(count: Int) = repeat(count) { codes += issued(worker) }

    private fun issued(person: String) =
        command("enrol", "--person", person).lines().first { it.startsWith("qr: ") }.removePrefix("qr: ")

    /** A code for somebody in [role], such as `link_cadre`; [number] counts those who hold it. */
    fun codeOf(role: String, number: Int = 0): String = codeFor(person(role, number))

    /** Somebody in [role]; [number] counts those who hold it. */
    fun person(role: String, number: Int = 0): String = people.getValue(role)[number]

    /** A card for an officer, sealed under [words], as the county makes it: its text. */
    fun card(officer: String, words: String): String = county().post("/evidence/officers/$officer/card", """{"pass":"$words"}""").let { made ->
        Regex("\"text\"\\s*:\\s*\"([^\"]+)\"").find(made)?.groupValues?.get(1) ?: error("no card: $made")
    }

    /** Somebody of the county, logged in. */
    private fun county(): Officer {
        val login = "xian-${System.nanoTime()}"
        stopped { command("user", "add", login, "--role", "county", "--password-stdin", input = "$FIRST\n") }
        return Officer(url, login, FIRST, "second-Word-2027")
    }

    /** A code for one person. */
    fun codeFor(person: String): String = stopped { issued(person) }

    /** Who handles incidents in a unit of the worker's township, and that unit. */
    val handler: Pair<String, String> by lazy {
        val assigned = officer.get("/directory/5")
        people.getValue("unit_handler").firstNotNullOfOrNull { person ->
            Regex("\"person\":\"$person\"[^{}]*\"scope\":\"([^\"]+)\"").find(assigned)?.let { person to it.groupValues[1] }
        } ?: error("nobody of the township handles incidents")
    }

    /** The text of a fresh code, as a phone would scan it. */
    @Synchronized
    fun code(): String {
        if (codes.isEmpty()) stopped { issue(CODES) }
        return codes.removeFirst()
    }

    /** Runs [commands] while the hub is down, as those that need the file for themselves must. */
    @Synchronized
    fun <T> stopped(commands: TrainingHub.() -> T): T {
        stop()
        try {
            return commands()
        } finally {
            serve()
        }
    }

    /** Revokes a phone. The hub must be stopped. */
    fun revoke(device: Int) {
        command("revoke", "device", device.toString())
    }

    /** The file in which the hub keeps everything; it must be stopped to be looked into. */
    val database: File get() = File(folder, "hub/hub.db")

    /** Makes a backup that is read back, as the clock of a running one does each day. */
    fun backUp() = stopped { command("backup", "--to", File(folder, "backups").path) }

    private fun serve() {
        val process = ProcessBuilder(
            binary.path, "--data", File(folder, "hub").path, "serve", "--listen", "127.0.0.1:$port",
        ).redirectError(ProcessBuilder.Redirect.appendTo(File(folder, "hub.log"))).start()
        val line = process.inputStream.bufferedReader().readLine()
        check(line?.startsWith("serving:") == true) { File(folder, "hub.log").readText() }
        server = process
    }

    private fun stop() {
        val process = server ?: return
        process.destroy()
        check(process.waitFor(60, TimeUnit.SECONDS)) { "the hub does not stop" }
        server = null
    }

    /** Hands a bundle in at the township, as whoever carries the stick does; returns the receipt. */
    fun handIn(bundle: ByteArray): ByteArray {
        val request = Request.Builder().url("$url/v1/bundles").post(bundle.toRequestBody(OCTETS)).build()
        return WEB.newCall(request).execute().use { it.body.bytes() }
    }

    /** The duty officer of the worker's township, logged in. */
    val officer: Officer by lazy { Officer(url, LOGIN, FIRST, "second-Word-2027") }

    /** Writes what About says, as the county does. */
    fun writeAbout(organiser: String, filing: String, complaints: String) {
        county().put(
            "/settings/about",
            """{"organiser":"$organiser","operator":"","filing":"$filing","complaints_phone":"$complaints","complaints_at":"","privacy_contact":""}""",
        )
    }

    /** Somebody at the desk: the staff API behind a session cookie. */
    class Officer(url: String, login: String, first: String, chosen: String) {
        private val api = "$url/api/v1"
        private var cookie: String? = null
        private var csrf: String? = null

        init {
            call("POST", "/session", """{"login":"$login","password":"$first"}""")
            call("POST", "/session/password", """{"old":"$first","new":"$chosen"}""")
        }

        /** Takes a step of an incident, such as `accept`; [more] is what the step asks for, as JSON members. */
        fun step(incident: String, step: String, vararg more: String) =
            call("POST", "/incidents/$incident/steps", listOf(""""role":$DUTY_OFFICER""", """"step":"$step"""", *more).joinToString(",", "{", "}"))

        fun get(path: String): String = call("GET", path, null)

        fun put(path: String, json: String): String = call("PUT", path, json)

        fun post(path: String, json: String): String = call("POST", path, json)

        private fun call(method: String, path: String, json: String?): String {
            val request = Request.Builder().url(api + path).method(method, json?.toRequestBody(JSON))
            cookie?.let { request.header("cookie", it) }
            csrf?.let { request.header("x-csrf", it) }
            WEB.newCall(request.build()).execute().use { answer ->
                val text = answer.body.string()
                check(answer.isSuccessful) { "$method $path: ${answer.code} $text" }
                answer.header("set-cookie")?.let { cookie = it.substringBefore(';') }
                Regex("\"csrf\"\\s*:\\s*\"([^\"]+)\"").find(text)?.let { csrf = it.groupValues[1] }
                return text
            }
        }
    }

    companion object {
        private const val LOGIN = "zhiban"
        private const val FIRST = "first-Word-2026"
        private const val DUTY_OFFICER = 9
        private const val CODES = 24
        private val OCTETS = "application/octet-stream".toMediaType()
        private val JSON = "application/json".toMediaType()
        private val WEB: OkHttpClient = OkHttpTransport.patient()

        private fun made() = TrainingHub(Files.createTempDirectory("gridwork-hub-").toFile())

        /** The hub of this run. */
        val shared: TrainingHub by lazy { made() }

        /** The hub of another county, with keys of its own. */
        val foreign: TrainingHub by lazy { made() }
    }
}
