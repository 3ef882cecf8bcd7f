package cn.gridwork.app.screen.evidence

import android.location.Location
import android.location.LocationManager
import android.net.Uri
import android.os.Bundle
import android.os.SystemClock
import androidx.activity.compose.rememberLauncherForActivityResult
import androidx.activity.result.contract.ActivityResultContracts
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.lazy.LazyListScope
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.platform.LocalContext
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.unit.dp
import androidx.core.location.LocationCompat
import cn.gridwork.app.Entered
import cn.gridwork.app.Kept
import cn.gridwork.app.Photos
import cn.gridwork.app.R
import cn.gridwork.app.ScreenModel
import cn.gridwork.app.gridwork
import cn.gridwork.app.screen.visit.FixButton
import cn.gridwork.app.screen.visit.SignatureButton
import cn.gridwork.app.screen.visit.metres
import cn.gridwork.app.ui.Frame
import cn.gridwork.app.ui.Group
import cn.gridwork.app.ui.Line
import cn.gridwork.app.ui.Pick
import cn.gridwork.app.ui.Primary
import cn.gridwork.app.ui.RawCamera
import cn.gridwork.app.ui.Secondary
import cn.gridwork.app.ui.Side
import cn.gridwork.app.ui.Taking
import cn.gridwork.app.ui.Words
import cn.gridwork.app.ui.goesOn
import cn.gridwork.app.ui.reason
import cn.gridwork.core.CaptureMethod
import cn.gridwork.core.EvidenceKind
import cn.gridwork.core.EvidencePosition
import cn.gridwork.core.GridClient
import cn.gridwork.core.GridFailure
import cn.gridwork.core.HolderSigning
import cn.gridwork.core.NewCapture
import cn.gridwork.core.PositionSource
import cn.gridwork.core.ToldRecorded
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.launch
import kotlinx.coroutines.withContext
import java.io.File
import java.io.IOException
import java.time.Instant
import java.util.UUID

/** How the file came to be, before its words are written. */
enum class From { Camera, Scan, Extraction, Import }

data class CaptureState(
    val loading: Boolean = true,
    val kinds: List<EvidenceKind> = emptyList(),
    /** Where the camera writes; a file from anywhere else is an import. */
    val folder: String? = null,
    /** What the form still lacks, in words. It may be kept all the same. */
    val missing: List<String> = emptyList(),
    val kind: Int? = null,
    val title: String = "",
    val proves: String = "",
    val place: String = "",
    val path: String? = null,
    val from: From = From.Camera,
    /** Where an extraction or an import comes from, and why it was no capture. */
    val source: String = "",
    val reason: String = "",
    val position: EvidencePosition? = null,
    /** When the position was heard, milliseconds since the phone started. */
    val heard: Long = 0,
    val told: ToldRecorded? = null,
    val fields: Map<Int, String> = emptyMap(),
    val holder: String = "",
    val signature: String? = null,
    val unsigned: String = "",
    val witness: String = "",
    val over: Boolean = false,
) {
    val chosen: EvidenceKind? get() = kinds.firstOrNull { it.number == kind }

    private val explained: Boolean get() = when (from) {
        From.Camera, From.Scan -> true
        From.Extraction -> source.isNotBlank()
        From.Import -> source.isNotBlank() && reason.isNotBlank()
    }
    val ready: Boolean get() = path != null && kind != null && told != null && title.isNotBlank() && explained
}

/**
 * 采一件: one piece of evidence. The file goes to the core as the sensor wrote it, by its path; a file that
 * was there before is an import with its reason and stays one.
 */
class CaptureModel(
    private val client: GridClient,
    private val set: String,
    private val derivatives: Derivatives,
    kept: Kept? = null,
) : ScreenModel<CaptureState>(CaptureState(), kept, CaptureEntered) {
    init {
        act {
            val kinds = client.evidenceKinds()
            val folder = client.captureFolder()
            val place = client.evidenceSet(set).set.place
            // What the camera took when the app was ended is taken up again.
            val stray = client.strayCaptures().firstOrNull()
            update { it.copy(loading = false, kinds = kinds, folder = folder, place = it.place.ifEmpty { place }, path = it.path ?: stray) }
        }
    }

    fun change(change: (CaptureState) -> CaptureState) {
        update(change)
        act {
            val missing = filled(state.value)?.let { client.captureMissing(it) }
            update { it.copy(missing = missing.orEmpty()) }
        }
    }

    fun trouble(code: String) = say(code)

    fun keep() = act {
        val form = state.value
        val item = client.capture(filled(form) ?: return@act)
        if (form.from == From.Camera || form.from == From.Scan) small(item, form.path.orEmpty())
        Photos.forget(listOfNotNull(state.value.path, state.value.signature))
        update { it.copy(over = true) }
    }

    /** The original is taken in; that no small picture could be made of it takes nothing away. */
    private suspend fun small(item: String, path: String) {
        if (!path.endsWith(".${Taking.Original.suffix}")) return
        try {
            derivatives.thumbnail(set, item)
        } catch (_: GridFailure) {
            // The list shows its words alone.
        }
    }

    override fun told(failure: GridFailure) = reason(failure)

    /** The form as far as it is one: a file, its kind, and who was told. */
    private fun filled(form: CaptureState): NewCapture? {
        return NewCapture(
            set = set,
            path = form.path ?: return null,
            kind = form.kind ?: return null,
            title = form.title.trim(),
            proves = form.proves.trim(),
            method = when (form.from) {
                From.Camera -> CaptureMethod.Camera
                From.Scan -> CaptureMethod.Scan
                From.Extraction -> CaptureMethod.Extraction(form.source.trim())
                From.Import -> CaptureMethod.Import(form.source.trim(), form.reason.trim())
            },
            position = form.position?.let { it.copy(gnss = it.gnss?.let { then -> satelliteTime(then, form.heard) }) },
            place = form.place.trim(),
            told = form.told ?: return null,
            holder = holder(form),
            fields = form.fields.filterValues { it.isNotBlank() },
        )
    }

    private fun holder(form: CaptureState): HolderSigning? = when {
        form.signature != null -> HolderSigning.Signed(form.holder.trim(), form.signature)
        form.unsigned.isNotBlank() -> HolderSigning.Refused(form.holder.trim(), form.unsigned.trim(), form.witness.trim().ifEmpty { null })
        else -> null
    }
}

private object CaptureEntered : Entered<CaptureState> {
    override fun write(state: CaptureState, to: Bundle) {
        state.kind?.let { to.putInt("kind", it) }
        to.putString("title", state.title)
        to.putString("proves", state.proves)
        to.putString("place", state.place)
        to.putString("path", state.path)
        to.putString("from", state.from.name)
        to.putString("source", state.source)
        to.putString("reason", state.reason)
        state.position?.let { at ->
            to.putIntArray("position", intArrayOf(at.lonE7, at.latE7, at.accuracyMetres, at.source.ordinal, if (at.mock) 1 else 0))
            at.gnss?.let { to.putLong("gnss", it.toEpochMilli()) }
            to.putLong("heard", state.heard)
        }
        to.putString("told", state.told?.name)
        to.putBundle("fields", Bundle().also { fields -> state.fields.forEach { (n, text) -> fields.putString(n.toString(), text) } })
        to.putString("holder", state.holder)
        to.putString("signature", state.signature)
        to.putString("unsigned", state.unsigned)
        to.putString("witness", state.witness)
    }

    override fun read(state: CaptureState, from: Bundle): CaptureState {
        fun text(key: String) = from.getString(key).orEmpty()
        val fields = from.getBundle("fields") ?: Bundle()
        return state.copy(
            kind = if (from.containsKey("kind")) from.getInt("kind") else null,
            title = text("title"),
            proves = text("proves"),
            place = text("place"),
            path = from.getString("path"),
            from = From.valueOf(from.getString("from") ?: From.Camera.name),
            source = text("source"),
            reason = text("reason"),
            position = from.getIntArray("position")?.let { at ->
                val gnss = if (from.containsKey("gnss")) Instant.ofEpochMilli(from.getLong("gnss")) else null
                EvidencePosition(at[0], at[1], at[2], PositionSource.entries[at[3]], at[4] == 1, gnss)
            },
            heard = from.getLong("heard"),
            told = from.getString("told")?.let(ToldRecorded::valueOf),
            fields = fields.keySet().associate { it.toInt() to fields.getString(it).orEmpty() },
            holder = text("holder"),
            signature = from.getString("signature"),
            unsigned = text("unsigned"),
            witness = text("witness"),
        )
    }
}

@Composable
fun CaptureScreen(
    state: CaptureState,
    notice: String?,
    onChange: ((CaptureState) -> CaptureState) -> Unit,
    onTrouble: (String) -> Unit,
    onKeep: () -> Unit,
    onBack: () -> Unit,
) {
    Frame(
        title = stringResource(R.string.capture_new),
        status = state.missing.size.takeIf { it > 0 }?.let { stringResource(R.string.capture_blank, it) },
        notice = notice,
        help = "evidence",
        loading = state.loading,
        onBack = onBack,
        bottom = { Primary(stringResource(R.string.capture_keep), Modifier.testTag("keep"), enabled = state.ready, onClick = onKeep) },
    ) {
        taken(state, onChange, onTrouble)
        kind(state, onChange)
        told(state, onChange)
        item(key = "where") {
            Group(stringResource(R.string.report_place))
            Words(stringResource(R.string.set_place), state.place, Modifier.padding(horizontal = 16.dp), tag = "capture-place") { text ->
                onChange { it.copy(place = text) }
            }
            Side(Modifier.padding(horizontal = 16.dp)) {
                FixButton(state.position?.accuracyMetres, "capture", onTrouble) { fix ->
                    onChange { it.copy(position = position(fix), heard = fix.elapsedRealtimeNanos / 1_000_000) }
                }
            }
        }
        holder(state, onChange, onTrouble)
        if (state.missing.isNotEmpty()) {
            item(key = "missing") {
                Group(stringResource(R.string.capture_missing))
                for (words in state.missing) Line(words, Modifier.testTag("missing"), secondary = true)
            }
        }
    }
}

/**
 * The satellites' time now: what they said when they were heard, and what has passed since by the clock that
 * nobody can set. It starts anew with the phone; then nothing is known.
 */
internal fun satelliteTime(then: Instant, heard: Long, now: Long = SystemClock.elapsedRealtime()): Instant? =
    if (now >= heard) then.plusMillis(now - heard) else null

private fun position(fix: Location): EvidencePosition {
    val satellites = fix.provider == LocationManager.GPS_PROVIDER
    return EvidencePosition(
        lonE7 = (fix.longitude * 1e7).toInt(),
        latE7 = (fix.latitude * 1e7).toInt(),
        accuracyMetres = metres(fix),
        source = if (satellites) PositionSource.Gnss else PositionSource.Network,
        mock = LocationCompat.isMock(fix),
        gnss = if (satellites) Instant.ofEpochMilli(fix.time) else null,
    )
}

private fun LazyListScope.taken(
    state: CaptureState,
    onChange: ((CaptureState) -> CaptureState) -> Unit,
    onTrouble: (String) -> Unit,
) = item(key = "taken") {
    val took = { from: From -> { file: File -> onChange { it.copy(path = file.path, from = from) } } }
    if (state.path != null) Line("✓ " + stringResource(FROM.getValue(state.from)), Modifier.testTag("taken"))
    Side(Modifier.padding(16.dp, 8.dp)) {
        if (state.folder != null) {
            val folder = state.folder
            RawCamera(stringResource(R.string.capture_photo), "take-photo", Taking.Original, folder, onTrouble, took(From.Camera))
            RawCamera(stringResource(R.string.capture_video), "take-video", Taking.Video, folder, onTrouble, took(From.Camera))
            RawCamera(stringResource(R.string.capture_scan), "take-scan", Taking.Original, folder, onTrouble, took(From.Scan))
        }
        FileButton(stringResource(R.string.capture_extract), "extract", onTrouble, took(From.Extraction))
        FileButton(stringResource(R.string.capture_import), "import", onTrouble, took(From.Import))
    }
    if (state.from == From.Extraction || state.from == From.Import) {
        Words(stringResource(R.string.capture_source), state.source, Modifier.padding(horizontal = 16.dp), tag = "source") { text ->
            onChange { it.copy(source = text) }
        }
    }
    if (state.from == From.Import) {
        Line(stringResource(R.string.capture_import_hint), Modifier.testTag("import-hint"), secondary = true)
        Words(stringResource(R.string.capture_reason), state.reason, Modifier.padding(horizontal = 16.dp), tag = "reason") { text ->
            onChange { it.copy(reason = text) }
        }
    }
}

/** A file that is there already, copied byte for byte into the app's own folder. */
@Composable
private fun FileButton(text: String, tag: String, onTrouble: (String) -> Unit, onTaken: (File) -> Unit) {
    val context = LocalContext.current.applicationContext
    val scope = goesOn()
    val choose = rememberLauncherForActivityResult(ActivityResultContracts.GetContent()) { uri: Uri? ->
        if (uri == null) return@rememberLauncherForActivityResult
        scope.launch {
            val file = context.gridwork.file("photos", UUID.randomUUID().toString())
            try {
                withContext(Dispatchers.IO) {
                    val source = context.contentResolver.openInputStream(uri) ?: throw IOException()
                    source.use { from -> file.outputStream().use { from.copyTo(it) } }
                }
                onTaken(file)
            } catch (_: IOException) {
                file.delete()
                onTrouble("gone")
            }
        }
    }
    Secondary(text, Modifier.testTag(tag)) { choose.launch("*/*") }
}

private fun LazyListScope.kind(state: CaptureState, onChange: ((CaptureState) -> CaptureState) -> Unit) = item(key = "kind") {
    Group(stringResource(R.string.capture_kind))
    Side(Modifier.padding(16.dp, 8.dp)) {
        for (kind in state.kinds) {
            Pick(kind.word, kind.number == state.kind, Modifier.testTag("kind-${kind.number}")) { onChange { it.copy(kind = kind.number) } }
        }
    }
    val row = Modifier.padding(horizontal = 16.dp)
    Words(stringResource(R.string.capture_title), state.title, row, tag = "capture-title") { text -> onChange { it.copy(title = text) } }
    Words(stringResource(R.string.capture_proves), state.proves, row, tag = "proves") { text -> onChange { it.copy(proves = text) } }
    for (field in state.chosen?.fields.orEmpty()) {
        Words(field.word, state.fields[field.number].orEmpty(), row, tag = "field-${field.number}") { text ->
            onChange { it.copy(fields = it.fields + (field.number to text)) }
        }
    }
}

private fun LazyListScope.told(state: CaptureState, onChange: ((CaptureState) -> CaptureState) -> Unit) = item(key = "told") {
    Group(stringResource(R.string.capture_told))
    Side(Modifier.padding(16.dp, 8.dp)) {
        for ((told, words) in TOLD) {
            Pick(stringResource(words), told == state.told, Modifier.testTag("told-${told.name}")) { onChange { it.copy(told = told) } }
        }
    }
}

private fun LazyListScope.holder(
    state: CaptureState,
    onChange: ((CaptureState) -> CaptureState) -> Unit,
    onTrouble: (String) -> Unit,
) = item(key = "holder") {
    val row = Modifier.padding(horizontal = 16.dp)
    Group(stringResource(R.string.holder_title))
    Words(stringResource(R.string.holder_name), state.holder, row, tag = "holder") { text -> onChange { it.copy(holder = text) } }
    if (state.holder.isNotBlank()) {
        Side(row) { SignatureButton(state.signature != null, "holder", onTrouble) { path -> onChange { it.copy(signature = path) } } }
    }
    if (state.signature == null) {
        Words(stringResource(R.string.unsigned_why), state.unsigned, row, tag = "unsigned") { text -> onChange { it.copy(unsigned = text) } }
        Words(stringResource(R.string.witness), state.witness, row, tag = "witness") { text -> onChange { it.copy(witness = text) } }
    }
}

private val FROM = mapOf(
    From.Camera to R.string.from_camera,
    From.Scan to R.string.from_scan,
    From.Extraction to R.string.from_extraction,
    From.Import to R.string.from_import,
)

private val TOLD = listOf(
    ToldRecorded.Told to R.string.told_told,
    ToldRecorded.NobodyThere to R.string.told_nobody,
    ToldRecorded.NotOfPeople to R.string.told_no_people,
)
