package cn.gridwork.app.ui

import android.view.accessibility.AccessibilityManager
import androidx.compose.runtime.Composable
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.saveable.rememberSaveable
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.focus.FocusRequester
import androidx.compose.ui.focus.focusProperties
import androidx.compose.ui.focus.focusRequester
import androidx.compose.ui.platform.LocalContext

/** What a row says of itself, and what it does when it is opened. */
class Left(val modifier: Modifier, val open: () -> Unit)

/**
 * Whoever listens to the screen and comes back to it from a row goes on at that row, not at the top. A row is not
 * focused for those who look and touch: it would stay marked.
 */
@Composable
fun left(open: () -> Unit): Left {
    var left by rememberSaveable { mutableStateOf(false) }
    val place = remember { FocusRequester() }
    val context = LocalContext.current
    val listens = remember { context.getSystemService(AccessibilityManager::class.java)?.isTouchExplorationEnabled == true }
    LaunchedEffect(Unit) {
        if (left && listens) place.requestFocus()
        left = false
    }
    val modifier = if (listens) Modifier.focusRequester(place).focusProperties { canFocus = true } else Modifier
    return Left(modifier) {
        left = true
        open()
    }
}
