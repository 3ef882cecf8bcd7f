package cn.gridwork.app.screen.evidence

import androidx.compose.runtime.Composable
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.getValue
import androidx.compose.runtime.remember
import androidx.lifecycle.compose.collectAsStateWithLifecycle
import androidx.lifecycle.viewmodel.compose.viewModel
import cn.gridwork.app.Platform
import cn.gridwork.app.Route
import cn.gridwork.app.Session

/** The screens of an officer's work. */
@Composable
fun Enforced(route: Route.Enforced, session: Session, platform: Platform, open: (Route) -> Unit, back: () -> Unit) {
    val key = route.encode()
    val kept = platform.models.kept(key)
    val derivatives = remember(session) { Derivatives(session.client) { platform.gridwork.file("photos", it) } }
    when (route) {
        Route.Sets -> {
            val model = viewModel(key = key) { SetsModel(session.client) }
            val state by model.state.collectAsStateWithLifecycle()
            val notice by model.notice.collectAsStateWithLifecycle()
            LaunchedEffect(Unit) { model.read() }
            SetsScreen(
                state, notice, { model.scan(it) }, { model.confirm() }, { model.takeOver() }, { model.dismiss(it) }, model::leave, model::trouble, open, back,
            )
        }
        is Route.NewSet -> {
            val model = viewModel(key = key) { NewSetModel(session.client, route.clue, kept) }
            val state by model.state.collectAsStateWithLifecycle()
            val notice by model.notice.collectAsStateWithLifecycle()
            LaunchedEffect(state.made) {
                state.made?.let { made ->
                    back()
                    open(Route.Set(made))
                }
            }
            NewSetScreen(state, notice, model::change, { model.make() }, back)
        }
        is Route.Set -> {
            val model = viewModel(key = key) { SetModel(session.client, route.id, derivatives) }
            val state by model.state.collectAsStateWithLifecycle()
            val notice by model.notice.collectAsStateWithLifecycle()
            LaunchedEffect(Unit) { model.read() }
            SetScreen(state, notice, model::on, open, back)
        }
        is Route.Capture -> {
            val model = viewModel(key = key) { CaptureModel(session.client, route.set, derivatives, kept) }
            val state by model.state.collectAsStateWithLifecycle()
            val notice by model.notice.collectAsStateWithLifecycle()
            LaunchedEffect(state.over) { if (state.over) back() }
            CaptureScreen(state, notice, model::change, model::trouble, { model.keep() }, back)
        }
        is Route.Redact -> {
            val model = viewModel(key = key) { RedactModel(derivatives, route.set, route.item) }
            val state by model.state.collectAsStateWithLifecycle()
            val notice by model.notice.collectAsStateWithLifecycle()
            LaunchedEffect(state.over) { if (state.over) back() }
            RedactScreen(state, notice, model::cover, model::uncover, { model.keep() }, back)
        }
        is Route.Record -> {
            val clock = platform.gridwork.clock
            val model = viewModel(key = key) { RecordModel(session.client, session.leaving.records, RecordOf(route.set, route.kind, route.corrects), clock) }
            val state by model.state.collectAsStateWithLifecycle()
            val notice by model.notice.collectAsStateWithLifecycle()
            LaunchedEffect(state.over) { if (state.over) back() }
            RecordScreen(state, notice, model::change, model::trouble, { model.write() }, back)
        }
    }
}
