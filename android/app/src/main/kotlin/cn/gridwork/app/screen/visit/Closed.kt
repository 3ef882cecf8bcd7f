package cn.gridwork.app.screen.visit

import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.res.stringResource
import cn.gridwork.app.R
import cn.gridwork.app.ui.Gw
import cn.gridwork.app.ui.Pick
import cn.gridwork.app.ui.Primary
import cn.gridwork.app.ui.Side
import cn.gridwork.app.ui.Words
import cn.gridwork.core.ClosedChannel
import cn.gridwork.core.GridClient
import cn.gridwork.core.GridFailure

/** What belongs in the sealed channel is told there, and kept nowhere else. */
@Composable
internal fun ClosedChannelEditor(sent: Boolean, tag: String, onSend: (ClosedChannel, String) -> Unit) {
    if (sent) {
        Text(stringResource(R.string.closed_sent), Modifier.testTag("closed-sent"), color = Gw.colors.ink)
        return
    }
    var words by rememberSaveable("closed-$tag") { mutableStateOf("") }
    var child by rememberSaveable("child-$tag") { mutableStateOf(true) }
    Text(stringResource(R.string.closed_hint), style = MaterialTheme.typography.bodySmall, color = Gw.colors.ink2)
    Side {
        Pick(stringResource(R.string.closed_child), child) { child = true }
        Pick(stringResource(R.string.closed_violence), !child) { child = false }
    }
    Words(stringResource(R.string.closed_words), words, tag = "closed-$tag") { words = it }
    Primary(stringResource(R.string.closed_send), Modifier.testTag("closed-send-$tag"), enabled = words.isNotBlank()) {
        onSend(if (child) ClosedChannel.Children else ClosedChannel.Violence, words)
    }
}

/** Tells it there. Where nobody of that post has a phone yet, a telephone is the way. */
internal suspend fun GridClient.tellClosed(channel: ClosedChannel, words: String) = try {
    reportClosed(channel, words, null)
} catch (failure: GridFailure) {
    throw if (failure.code == "not_found") GridFailure.Entry("closed_phone", null, false) else failure
}
