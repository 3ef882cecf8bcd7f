package cn.gridwork.app.ui

import android.content.ActivityNotFoundException
import android.content.Context
import android.content.Intent
import android.net.Uri
import androidx.compose.foundation.border
import androidx.compose.foundation.clickable
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.FlowRow
import androidx.compose.foundation.layout.defaultMinSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.staticCompositionLocalOf
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.LocalContext
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import cn.gridwork.app.R

/** Numbers for help, as they are dialled, with what they are for. */
val EMERGENCY: List<Pair<String, Int>> = listOf(
    "119" to R.string.call_fire,
    "110" to R.string.call_police,
    "120" to R.string.call_ambulance,
    "12119" to R.string.call_forest_fire,
)

/** Opens the dialler with the number; the worker presses the button there. Nothing is dialled unseen. */
fun dial(context: Context, number: String): Boolean = try {
    context.startActivity(Intent(Intent.ACTION_DIAL, Uri.parse("tel:$number")).addFlags(Intent.FLAG_ACTIVITY_NEW_TASK))
    true
} catch (_: ActivityNotFoundException) {
    false
}

/** Telephone of the township's duty room, where it is known. */
val LocalDuty = staticCompositionLocalOf<String?> { null }

/** 急事先打电话: the numbers for help, and the township's duty room. */
@Composable
fun EmergencyCalls(modifier: Modifier = Modifier, onCalled: (String) -> Unit = {}) {
    val context = LocalContext.current
    val duty = LocalDuty.current
    val numbers = EMERGENCY + listOfNotNull(duty?.let { it to R.string.call_duty })
    Column(modifier.fillMaxWidth(), verticalArrangement = Arrangement.spacedBy(4.dp)) {
        Text("▲ " + stringResource(R.string.calls_first), color = Gw.colors.stop)
        FlowRow(horizontalArrangement = Arrangement.spacedBy(8.dp), verticalArrangement = Arrangement.spacedBy(8.dp)) {
            for ((number, purpose) in numbers) {
                val words = stringResource(purpose)
                Box(
                    Modifier.defaultMinSize(Gw.primary, Gw.primary)
                        .border(1.dp, Gw.colors.stop, MaterialTheme.shapes.medium)
                        .clickable(role = Role.Button) {
                            onCalled(number)
                            dial(context, number)
                        }
                        .semantics { contentDescription = "$words $number" }
                        .testTag("call-$number")
                        .padding(12.dp, 4.dp),
                    contentAlignment = Alignment.Center,
                ) {
                    Column(horizontalAlignment = Alignment.CenterHorizontally) {
                        Text(number, style = MaterialTheme.typography.titleMedium, color = Gw.colors.ink)
                        Text(words, style = MaterialTheme.typography.bodySmall, color = Gw.colors.ink2)
                    }
                }
            }
        }
    }
}
