package cn.gridwork.app.screen.mine

import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.lazy.items
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.unit.dp
import cn.gridwork.app.Choices
import cn.gridwork.app.R
import cn.gridwork.app.Route
import cn.gridwork.app.ScreenModel
import cn.gridwork.app.ui.Frame
import cn.gridwork.app.ui.Group
import cn.gridwork.app.ui.Line
import cn.gridwork.app.ui.ListRow
import cn.gridwork.app.ui.Pick
import cn.gridwork.app.ui.Quiet
import cn.gridwork.app.ui.Secondary
import cn.gridwork.app.ui.Side
import cn.gridwork.app.ui.TextSize
import cn.gridwork.app.ui.Tick
import cn.gridwork.app.ui.moment
import cn.gridwork.app.ui.reasonWords
import cn.gridwork.core.About
import cn.gridwork.core.Bearer
import cn.gridwork.core.Cell
import cn.gridwork.core.GridClient
import cn.gridwork.core.Look
import cn.gridwork.core.StorageReport

data class MineState(
    val device: Int? = null,
    val bearer: Bearer? = null,
    val cells: List<Cell> = emptyList(),
    val report: String? = null,
    val storage: StorageReport? = null,
    val unsent: Int = 0,
    /** This person gathers evidence, or did. */
    val officer: Boolean = false,
    val about: About? = null,
    /** Whose numbers this worker looked at on this phone, the last first. */
    val looks: List<Look> = emptyList(),
    /** Nothing was read yet, nor could not be: what is read afterwards stands above the rest and moves none of it. */
    val loading: Boolean = true,
)

class MineModel(private val client: GridClient) : ScreenModel<MineState>(MineState()) {
    init {
        follow(client) {
            try {
                read()
            } finally {
                // What needs no core is there also where the core cannot be read.
                update { it.copy(loading = false) }
            }
        }
    }

    private suspend fun read() {
        val device = client.device()
        val bearer = client.bearer()
        val cells = client.cells()
        val sync = client.syncState()
        val officer = client.evidenceBarred() == null || client.evidenceSets(0, 1).isNotEmpty()
        val about = client.about()
        val looks = client.ownLooks(0, LOOKS)
        update {
            it.copy(
                device = device, bearer = bearer, cells = cells, unsent = sync.waiting + sync.unconfirmed + sync.drafts, officer = officer,
                about = about, looks = looks,
            )
        }
    }

    fun writeReport() = act {
        val report = client.problemReport()
        update { it.copy(report = report) }
    }

    fun check() = act {
        val storage = client.verify()
        update { it.copy(storage = storage) }
    }

    private companion object {
        /** As far back as a screen is scrolled. */
        const val LOOKS = 100
    }
}

/** Posts, and what left this month. */
@Composable
private fun borne(bearer: Bearer): String {
    val none = stringResource(R.string.mine_no_post)
    val posts = bearer.posts.map { it.role }.distinct().joinToString("、").ifEmpty { none }
    return if (bearer.left == 0) posts else stringResource(R.string.mine_left, posts, bearer.left)
}

/** 我的: text size, power, quiet hours, own data, help, a problem report, who stands behind this. */
@Composable
fun MineScreen(
    state: MineState,
    choices: Choices,
    /** For how long the battery lasts, where the phone knows. */
    hours: Int?,
    notice: String?,
    onChange: ((Choices) -> Choices) -> Unit,
    onReport: () -> Unit,
    onShare: (String) -> Unit,
    onCheck: () -> Unit,
    onLock: () -> Unit,
    onOpen: (Route) -> Unit,
) {
    Frame(
        title = stringResource(R.string.mine_title),
        status = state.device?.let { stringResource(R.string.mine_device, it) } ?: stringResource(R.string.reading),
        notice = notice,
        help = "mine",
        loading = state.loading,
    ) {
        if (state.bearer != null) item(key = "bearer") { Line(borne(state.bearer), Modifier.testTag("bearer")) }
        items(state.cells, key = { it.id }) { cell ->
            Line(stringResource(R.string.mine_cell, cell.village, cell.name, cell.households), Modifier.testTag("cell"))
        }
        if (state.officer) {
            item(key = "evidence") {
                ListRow(stringResource(R.string.evidence_title), Modifier.testTag("to-evidence")) { onOpen(Route.Sets) }
            }
        }
        item(key = "clues") { ListRow(stringResource(R.string.clues_title), Modifier.testTag("to-clues")) { onOpen(Route.Clues) } }
        item(key = "size") {
            Group(stringResource(R.string.text_size))
            Side(Modifier.padding(16.dp, 8.dp)) {
                for ((size, words) in SIZES) {
                    Pick(stringResource(words), choices.textSize == size, Modifier.testTag("size-${size.name}")) {
                        onChange { it.copy(textSize = size) }
                    }
                }
            }
        }
        item(key = "power") {
            if (hours != null) {
                val words = if (hours == 0) stringResource(R.string.battery_less) else stringResource(R.string.battery_hours, hours)
                Line(words, Modifier.testTag("battery"), secondary = true)
            }
            Tick(stringResource(R.string.low_power), choices.lowPower, Modifier.testTag("low-power")) { on -> onChange { it.copy(lowPower = on) } }
            Tick(stringResource(R.string.quiet_hours), choices.quietHours, Modifier.testTag("quiet-hours")) { on ->
                onChange { it.copy(quietHours = on) }
            }
        }
        item(key = "own") { ListRow(stringResource(R.string.own_data), Modifier.testTag("own-data")) { onOpen(Route.OwnData) } }
        item(key = "help") { ListRow(stringResource(R.string.help_title), Modifier.testTag("help")) { onOpen(Route.Help("index")) } }
        item(key = "report") {
            ListRow(stringResource(R.string.problem_report), Modifier.testTag("problem-report"), below = stringResource(R.string.problem_report_hint)) { onReport() }
            state.report?.let { text ->
                Line(text, Modifier.testTag("report-text"), secondary = true)
                Secondary(stringResource(R.string.problem_report_share), Modifier.padding(horizontal = 16.dp).testTag("share-report")) { onShare(text) }
            }
        }
        item(key = "check") {
            val found = state.storage?.let { storageWords(it) } ?: stringResource(R.string.check_storage_hint)
            ListRow(stringResource(R.string.check_storage), Modifier.testTag("check-storage"), below = found) { onCheck() }
        }
        item(key = "about") { ListRow(stringResource(R.string.about_title), Modifier.testTag("about")) { onOpen(Route.About) } }
        item(key = "lock") { Quiet(stringResource(R.string.lock_now), Modifier.padding(horizontal = 16.dp).testTag("lock-now"), onLock) }
    }
}

@Composable
private fun storageWords(report: StorageReport): String =
    if (report.sound) stringResource(R.string.storage_sound) else stringResource(R.string.err_damaged)

private val SIZES = listOf(
    TextSize.Standard to R.string.size_standard,
    TextSize.Large to R.string.size_large,
    TextSize.Largest to R.string.size_largest,
)

/** Who stands behind the app, under which number it is filed, where to complain. */
@Composable
fun AboutScreen(version: String, training: Boolean, state: MineState, onBack: () -> Unit) {
    val about = state.about
    Frame(title = stringResource(R.string.about_title), help = "mine", loading = state.loading, onBack = onBack) {
        item(key = "owner") {
            Line(stringResource(R.string.about_version, version))
            val unwritten = stringResource(if (training) R.string.about_training else R.string.about_unwritten)
            for ((words, said) in listOf(R.string.about_owner to about?.organiser, R.string.about_filing to about?.filing)) {
                Line(stringResource(words, said.orEmpty().ifEmpty { unwritten }), Modifier.testTag("about-line"))
            }
            val more = listOf(
                R.string.about_operator to about?.operator,
                R.string.about_township to about?.township,
                R.string.about_duty to about?.dutyPhone,
                R.string.about_complaint_phone to about?.complaintsPhone,
                R.string.about_complaint_at to about?.complaintsAt,
                R.string.about_privacy to about?.privacyContact,
            )
            for ((words, said) in more) {
                if (!said.isNullOrEmpty()) Line(stringResource(words, said), Modifier.testTag("about-line"))
            }
            if (about?.complaintsPhone.isNullOrEmpty()) Line(stringResource(R.string.about_complaint))
            Line(stringResource(R.string.about_promise))
        }
    }
}

/** What this phone holds of the worker's own: nothing is counted, nobody is compared. */
@Composable
fun OwnDataScreen(state: MineState, onBack: () -> Unit) {
    Frame(title = stringResource(R.string.own_data), help = "mine", loading = state.loading, onBack = onBack) {
        item(key = "own") {
            Line(stringResource(R.string.own_data_kept))
            Line(stringResource(R.string.own_data_not))
            Line(stringResource(R.string.own_data_looks))
            Line(stringResource(R.string.own_data_unsent, state.unsent))
        }
        item(key = "looks") {
            Group(stringResource(R.string.own_looks))
            if (state.looks.isEmpty()) Line(stringResource(R.string.own_looks_none))
        }
        items(state.looks.size, key = { "look-$it" }) { index ->
            val look = state.looks[index]
            ListRow(
                look.name.ifEmpty { stringResource(R.string.own_looks_gone) },
                Modifier.testTag("look"),
                below = reasonWords(look.reason),
                aside = moment(look.at),
            )
        }
    }
}

/** Help for each screen, on the phone itself. */
@Composable
fun HelpScreen(page: String, onOpen: (Route) -> Unit, onBack: () -> Unit) {
    Frame(title = stringResource(R.string.help_title), onBack = onBack) {
        val shown = HELP.firstOrNull { it.first == page }
        if (shown == null) {
            for ((id, title, _) in HELP) {
                item(key = id) { ListRow(stringResource(title), Modifier.testTag("help-$id")) { onOpen(Route.Help(id)) } }
            }
        } else {
            item(key = shown.first) {
                Group(stringResource(shown.second))
                Line(stringResource(shown.third), Modifier.testTag("help-text"))
            }
        }
    }
}

private val HELP = listOf(
    Triple("enrol", R.string.enrol_title, R.string.help_enrol),
    Triple("unlock", R.string.unlock_title, R.string.help_unlock),
    Triple("today", R.string.tab_today, R.string.help_today),
    Triple("visit", R.string.visit, R.string.help_visit),
    Triple("find", R.string.find_title, R.string.help_find),
    Triple("household", R.string.household_title, R.string.help_household),
    Triple("reshape", R.string.reshape_title, R.string.help_reshape),
    Triple("report", R.string.report_title, R.string.help_report),
    Triple("incidents", R.string.incidents_title, R.string.help_incidents),
    Triple("clue", R.string.clues_title, R.string.help_clue),
    Triple("evidence", R.string.evidence_title, R.string.help_evidence),
    Triple("record", R.string.records_title, R.string.help_record),
    Triple("conflicts", R.string.conflicts_title, R.string.help_conflicts),
    Triple("exchange", R.string.exchange_title, R.string.help_exchange),
    Triple("map", R.string.map_title, R.string.help_map),
    Triple("mine", R.string.mine_title, R.string.help_mine),
)
