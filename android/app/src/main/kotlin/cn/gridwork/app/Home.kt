package cn.gridwork.app

import androidx.activity.compose.BackHandler
import androidx.compose.foundation.background
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.navigationBarsPadding
import androidx.compose.foundation.selection.selectable
import androidx.compose.material3.HorizontalDivider
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.CompositionLocalProvider
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.SideEffect
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.saveable.listSaver
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.saveable.rememberSaveableStateHolder
import androidx.compose.runtime.setValue
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.LocalContext
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.text.font.FontWeight
import androidx.lifecycle.compose.collectAsStateWithLifecycle
import androidx.lifecycle.viewmodel.compose.LocalViewModelStoreOwner
import androidx.lifecycle.viewmodel.compose.viewModel
import cn.gridwork.app.screen.clue.CluesModel
import cn.gridwork.app.screen.clue.CluesScreen
import cn.gridwork.app.screen.clue.NewClueModel
import cn.gridwork.app.screen.clue.NewClueScreen
import cn.gridwork.app.screen.conflicts.ConflictsModel
import cn.gridwork.app.screen.conflicts.ConflictsScreen
import cn.gridwork.app.screen.evidence.Enforced
import cn.gridwork.app.screen.exchange.ExchangeModel
import cn.gridwork.app.screen.exchange.ExchangeScreen
import cn.gridwork.app.screen.exchange.ReturnedModel
import cn.gridwork.app.screen.exchange.ReturnedScreen
import cn.gridwork.app.screen.find.FindModel
import cn.gridwork.app.screen.find.FindScreen
import cn.gridwork.app.screen.household.HouseholdModel
import cn.gridwork.app.screen.household.HouseholdScreen
import cn.gridwork.app.screen.household.MergeModel
import cn.gridwork.app.screen.household.MergeScreen
import cn.gridwork.app.screen.household.NewHouseholdModel
import cn.gridwork.app.screen.household.NewHouseholdScreen
import cn.gridwork.app.screen.household.SplitModel
import cn.gridwork.app.screen.household.SplitScreen
import cn.gridwork.app.screen.incidents.IncidentScreen
import cn.gridwork.app.screen.incidents.IncidentsModel
import cn.gridwork.app.screen.incidents.IncidentsScreen
import cn.gridwork.app.screen.map.MapModel
import cn.gridwork.app.screen.map.MapScreen
import cn.gridwork.app.screen.mine.AboutScreen
import cn.gridwork.app.screen.mine.HelpScreen
import cn.gridwork.app.screen.mine.MineModel
import cn.gridwork.app.screen.mine.MineScreen
import cn.gridwork.app.screen.mine.OwnDataScreen
import cn.gridwork.app.screen.report.ReportModel
import cn.gridwork.app.screen.report.ReportScreen
import cn.gridwork.app.screen.today.TodayEvent
import cn.gridwork.app.screen.today.TodayModel
import cn.gridwork.app.screen.today.TodayScreen
import cn.gridwork.app.screen.today.Undo
import cn.gridwork.app.screen.visit.VisitModel
import cn.gridwork.app.screen.visit.VisitScreen
import cn.gridwork.app.ui.Gw
import cn.gridwork.app.ui.LocalHelp
import cn.gridwork.app.ui.Pictured
import cn.gridwork.app.ui.today

/** What the home of a phone at work needs of the platform. */
class Platform(
    val gridwork: Gridwork,
    val carrier: Carrier,
    val models: OpenedModels,
    /** Why entries, or photos as well, do not leave by themselves now. */
    val hindrance: (files: Boolean) -> String?,
    /** The worker pressed 现在送. */
    val exchangeNow: (files: Boolean) -> Unit,
    val share: (String) -> Unit,
    /** The worker agreed to empty this phone; it goes on when the screen that asked is gone. */
    val wipe: () -> Unit,
)

/** Screens with nobody on them; pictures of all others are blocked. */
private fun mayBePictured(top: Route?, tab: Tab): Boolean = when (top) {
    null -> tab == Tab.Mine
    is Route.Help, Route.About, Route.OwnData -> true
    else -> false
}

/** The five tabs, and what is opened above them. Both are text and outlive the process. */
@Composable
fun Home(session: Session, platform: Platform) {
    var tab by rememberSaveable { mutableStateOf(Tab.Today) }
    var stack by rememberSaveable(
        stateSaver = listSaver({ it.map(Route::encode) }, { it.map(Route::decode) }),
    ) { mutableStateOf(emptyList<Route>()) }
    val open = { route: Route -> stack = stack + route }
    val back = { stack = stack.dropLast(1) }
    val opened = platform.models
    val today = viewModel(opened.standing, key = "today") { TodayModel(session.client) }
    val holder = rememberSaveableStateHolder()
    val top = stack.lastOrNull()
    val here = top?.encode() ?: tab.name
    var seen by rememberSaveable { mutableStateOf(emptyList<String>()) }
    SideEffect {
        val routes = stack.map(Route::encode)
        opened.keepOnly(routes)
        // What a screen kept for itself goes with it, and not before.
        for (left in seen - routes.toSet()) holder.removeState(left)
        if (seen != routes) seen = routes
    }

    BackHandler(enabled = stack.isNotEmpty() || tab != Tab.Today) {
        if (stack.isNotEmpty()) back() else tab = Tab.Today
    }
    if (mayBePictured(top, tab)) Pictured()

    Column(Modifier.fillMaxSize().background(Gw.colors.paper)) {
        Box(Modifier.weight(1f)) {
            val owner = if (top == null) opened.standing else opened.of(here)
            CompositionLocalProvider(LocalHelp provides { page -> open(Route.Help(page)) }, LocalViewModelStoreOwner provides owner) {
                holder.SaveableStateProvider(here) {
                    if (top == null) {
                        Tabs(tab, session, platform, today, open) { tab = it }
                    } else {
                        Opened(top, session, platform, open, back) { undo ->
                            today.on(TodayEvent.Finished(undo))
                            back()
                        }
                    }
                }
            }
        }
        if (stack.isEmpty()) Bar(tab) { tab = it }
    }
}

@Composable
private fun Tabs(
    tab: Tab,
    session: Session,
    platform: Platform,
    todayModel: TodayModel,
    open: (Route) -> Unit,
    go: (Tab) -> Unit,
) {
    when (tab) {
        Tab.Today -> {
            val state by todayModel.state.collectAsStateWithLifecycle()
            val notice by todayModel.notice.collectAsStateWithLifecycle()
            val now = platform.gridwork.clock.instant()
            TodayScreen(today(now), state, notice ?: "clock".takeIf { state.clockBehind(now) }, todayModel::on, open, go)
        }
        Tab.Find -> {
            val model = viewModel(key = "find") { FindModel(session.client, platform.models.kept(tab)) }
            val state by model.state.collectAsStateWithLifecycle()
            val notice by model.notice.collectAsStateWithLifecycle()
            FindScreen(state, notice, model::on, open)
        }
        Tab.Report -> {
            val model = viewModel(key = "report") { ReportModel(session.client, kept = platform.models.kept(tab)) }
            val state by model.state.collectAsStateWithLifecycle()
            val notice by model.notice.collectAsStateWithLifecycle()
            ReportScreen(state, notice, model::on, open)
        }
        Tab.Exchange -> {
            val model = viewModel(key = "exchange") {
                ExchangeModel(session.client, session.exchange, platform.carrier, platform.hindrance, platform.exchangeNow)
            }
            val state by model.state.collectAsStateWithLifecycle()
            val notice by model.notice.collectAsStateWithLifecycle()
            ExchangeScreen(state, notice, { model.now() }, { model.now(it) }, { model.allAgain() }, open, model::copyTo, model::takeReceipt)
        }
        Tab.Mine -> {
            val model = viewModel(key = "mine") { MineModel(session.client) }
            val state by model.state.collectAsStateWithLifecycle()
            val notice by model.notice.collectAsStateWithLifecycle()
            val choices by platform.gridwork.settings.choices.collectAsStateWithLifecycle()
            val context = LocalContext.current
            val hours = remember { batteryHours(context) }
            MineScreen(
                state, choices, hours, notice, platform.gridwork.settings::change, { model.writeReport() }, platform.share,
                { model.check() }, platform.gridwork.gate::close, open,
            )
        }
    }
}

@Composable
private fun Opened(
    route: Route,
    session: Session,
    platform: Platform,
    open: (Route) -> Unit,
    back: () -> Unit,
    finished: (Undo) -> Unit,
) {
    val key = route.encode()
    val kept = platform.models.kept(key)
    when (route) {
        is Route.Visit -> {
            val model = viewModel(key = key) { VisitModel(session.client, route.at, route.tasks, session.leaving.answers, kept) }
            val state by model.state.collectAsStateWithLifecycle()
            val notice by model.notice.collectAsStateWithLifecycle()
            LaunchedEffect(state.over) { if (state.over) finished(Undo(route.title, route.tasks)) }
            VisitScreen(route, state, notice, model::on, open, back)
        }
        is Route.Household -> {
            val clock = platform.gridwork.clock
            val model = viewModel(key = key) { HouseholdModel(session.client, route.id, kept) { today(clock.instant()) } }
            val state by model.state.collectAsStateWithLifecycle()
            val notice by model.notice.collectAsStateWithLifecycle()
            HouseholdScreen(state, notice, model::on, open, back)
        }
        Route.NewHousehold -> {
            val model = viewModel(key = key) { NewHouseholdModel(session.client, kept) }
            val state by model.state.collectAsStateWithLifecycle()
            val notice by model.notice.collectAsStateWithLifecycle()
            LaunchedEffect(state.made) {
                state.made?.let { made ->
                    back()
                    open(Route.Household(made))
                }
            }
            NewHouseholdScreen(state, notice, model::change, { model.make() }, back)
        }
        is Route.Split -> {
            val clock = platform.gridwork.clock
            val model = viewModel(key = key) { SplitModel(session.client, route.household, kept) { today(clock.instant()) } }
            val state by model.state.collectAsStateWithLifecycle()
            val notice by model.notice.collectAsStateWithLifecycle()
            LaunchedEffect(state.made) {
                state.made?.let { made ->
                    back()
                    open(Route.Household(made))
                }
            }
            SplitScreen(state, notice, model::change, { model.split() }, back)
        }
        is Route.Merge -> {
            val clock = platform.gridwork.clock
            val model = viewModel(key = key) { MergeModel(session.client, route.household, kept) { today(clock.instant()) } }
            val state by model.state.collectAsStateWithLifecycle()
            val notice by model.notice.collectAsStateWithLifecycle()
            LaunchedEffect(state.merged) {
                state.merged?.let { merged ->
                    // The household that ended has no screen to go back to.
                    back()
                    back()
                    open(Route.Household(merged))
                }
            }
            MergeScreen(state, notice, model::lookFor, model::choose, { model.merge() }, back)
        }
        Route.Incidents -> {
            val model = viewModel(key = key) { IncidentsModel(session.client, null) }
            val state by model.state.collectAsStateWithLifecycle()
            val notice by model.notice.collectAsStateWithLifecycle()
            IncidentsScreen(state, notice, { model.more() }, open, back)
        }
        is Route.Incident -> {
            val model = viewModel(key = key) { IncidentsModel(session.client, route.id, kept) }
            val state by model.state.collectAsStateWithLifecycle()
            val notice by model.notice.collectAsStateWithLifecycle()
            IncidentScreen(state, notice, model::note, { model.step(it) }, { model.takeBack() }, open, back)
        }
        Route.Conflicts -> {
            val model = viewModel(key = key) { ConflictsModel(session.client) }
            val state by model.state.collectAsStateWithLifecycle()
            val notice by model.notice.collectAsStateWithLifecycle()
            ConflictsScreen(state, notice, { conflict, answer -> model.use(conflict, answer) }, model::leave, back)
        }
        is Route.Report -> {
            val model = viewModel(key = key) { ReportModel(session.client, route.category, kept) }
            val state by model.state.collectAsStateWithLifecycle()
            val notice by model.notice.collectAsStateWithLifecycle()
            ReportScreen(state, notice, model::on, open, back)
        }
        is Route.Returned -> {
            val model = viewModel(key = key) { ReturnedModel(session.client, route.no, kept) }
            val state by model.state.collectAsStateWithLifecycle()
            val notice by model.notice.collectAsStateWithLifecycle()
            LaunchedEffect(state.over) { if (state.over) back() }
            ReturnedScreen(state, notice, model::on, back)
        }
        is Route.NewClue -> {
            val model = viewModel(key = key) { NewClueModel(session.client, route.incident, kept) }
            val state by model.state.collectAsStateWithLifecycle()
            val notice by model.notice.collectAsStateWithLifecycle()
            LaunchedEffect(state.over) { if (state.over) back() }
            NewClueScreen(state, notice, model::change, model::trouble, { model.tell() }, back)
        }
        Route.Clues -> {
            val model = viewModel(key = key) { CluesModel(session.client) }
            val state by model.state.collectAsStateWithLifecycle()
            val notice by model.notice.collectAsStateWithLifecycle()
            LaunchedEffect(Unit) { model.read() }
            CluesScreen(state, notice, { model.take(it) }, { clue, reason -> model.drop(clue, reason) }, open, back)
        }
        is Route.Enforced -> Enforced(route, session, platform, open, back)
        Route.Map -> {
            val model = viewModel(key = key) { MapModel(session.client) }
            val state by model.state.collectAsStateWithLifecycle()
            val notice by model.notice.collectAsStateWithLifecycle()
            MapScreen(state, notice, model::on, open, back)
        }
        is Route.Help -> HelpScreen(route.page, open, back)
        Route.About -> {
            val model = viewModel(platform.models.standing, key = "mine") { MineModel(session.client) }
            val state by model.state.collectAsStateWithLifecycle()
            AboutScreen(VERSION, session.training, state, back)
        }
        Route.OwnData -> {
            val model = viewModel(platform.models.standing, key = "mine") { MineModel(session.client) }
            val state by model.state.collectAsStateWithLifecycle()
            OwnDataScreen(state, back)
        }
    }
}

/** Five words of two characters: they fit 360 dp at twice the size. */
@Composable
private fun Bar(tab: Tab, go: (Tab) -> Unit) {
    Column(Modifier.background(Gw.colors.surface).navigationBarsPadding()) {
        HorizontalDivider(color = Gw.colors.line)
        Row(Modifier.fillMaxWidth()) {
            for (entry in Tab.entries) {
                val chosen = entry == tab
                Box(
                    Modifier.weight(1f).heightIn(min = Gw.primary)
                        .selectable(chosen, role = Role.Tab) { go(entry) }
                        .testTag("tab-${entry.name}"),
                    contentAlignment = Alignment.Center,
                ) {
                    Column(horizontalAlignment = Alignment.CenterHorizontally) {
                        Text(
                            stringResource(WORDS.getValue(entry)),
                            style = MaterialTheme.typography.bodySmall,
                            fontWeight = if (chosen) FontWeight.SemiBold else FontWeight.Normal,
                            color = if (chosen) Gw.colors.accent else Gw.colors.ink,
                            maxLines = 1,
                        )
                        if (chosen) HorizontalDivider(Modifier.fillMaxWidth(0.5f), color = Gw.colors.accent)
                    }
                }
            }
        }
    }
}

private val WORDS = mapOf(
    Tab.Today to R.string.tab_today,
    Tab.Find to R.string.tab_find,
    Tab.Report to R.string.tab_report,
    Tab.Exchange to R.string.tab_exchange,
    Tab.Mine to R.string.tab_mine,
)

const val VERSION = "0.1.0"

/** What the app calls itself at the township. */
const val APP = "android $VERSION"
