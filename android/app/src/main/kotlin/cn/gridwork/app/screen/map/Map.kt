package cn.gridwork.app.screen.map

import androidx.compose.foundation.lazy.items
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.res.stringResource
import cn.gridwork.app.R
import cn.gridwork.app.Route
import cn.gridwork.app.ScreenModel
import cn.gridwork.app.ui.Frame
import cn.gridwork.app.ui.Line
import cn.gridwork.app.ui.ListRow
import cn.gridwork.core.GridClient
import cn.gridwork.core.Hamlet

data class MapState(val hamlets: List<Hamlet> = emptyList())

sealed interface MapEvent

class MapModel(private val client: GridClient) : ScreenModel<MapState>(MapState()) {
    init {
        act {
            val hamlets = client.hamlets()
            update { it.copy(hamlets = hamlets) }
        }
    }

    fun on(event: MapEvent) = Unit
}

@Composable
fun MapScreen(state: MapState, notice: String?, onEvent: (MapEvent) -> Unit, onOpen: (Route) -> Unit, onBack: () -> Unit) {
    Frame(title = stringResource(R.string.map_title), status = stringResource(R.string.map_hint), notice = notice, onBack = onBack) {
        if (state.hamlets.isEmpty()) item { Line(stringResource(R.string.map_empty)) }
        items(state.hamlets, key = { it.id }) { ListRow(it.name, Modifier.testTag("hamlet"), below = it.cellName) }
    }
}
