package cn.gridwork.app.ui

import android.view.WindowManager
import androidx.activity.compose.LocalActivity
import androidx.compose.runtime.Composable
import androidx.compose.runtime.DisposableEffect

/**
 * Lets pictures be taken of the screen for as long as this is on it. Without it the window blocks them, as
 * it does from the start: a screen is open by being named, not by being forgotten.
 */
@Composable
fun Pictured() {
    val window = LocalActivity.current?.window ?: return
    DisposableEffect(window) {
        window.clearFlags(WindowManager.LayoutParams.FLAG_SECURE)
        onDispose { window.addFlags(WindowManager.LayoutParams.FLAG_SECURE) }
    }
}
