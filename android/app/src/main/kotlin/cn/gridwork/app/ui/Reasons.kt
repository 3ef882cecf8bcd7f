package cn.gridwork.app.ui

import androidx.compose.runtime.Composable
import androidx.compose.ui.res.stringResource
import cn.gridwork.app.R
import cn.gridwork.core.RevealReason

/** Why a number is shown, as a worker may choose it; to supervise is nobody's with a phone. */
val REASONS: List<RevealReason> = RevealReason.entries - RevealReason.Supervision

@Composable
fun reasonWords(reason: RevealReason): String = stringResource(
    when (reason) {
        RevealReason.Visit -> R.string.reason_visit
        RevealReason.Contact -> R.string.reason_contact
        RevealReason.Incident -> R.string.reason_incident
        RevealReason.Evacuation -> R.string.reason_evacuation
        RevealReason.Benefit -> R.string.reason_benefit
        RevealReason.Mediation -> R.string.reason_mediation
        RevealReason.OwnRequest -> R.string.reason_own_request
        RevealReason.Correction -> R.string.reason_correction
        RevealReason.Supervision -> R.string.reason_supervision
    },
)
