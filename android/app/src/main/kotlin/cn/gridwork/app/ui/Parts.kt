package cn.gridwork.app.ui

import androidx.compose.foundation.BorderStroke
import androidx.compose.foundation.background
import androidx.compose.foundation.border
import androidx.compose.foundation.clickable
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.ColumnScope
import androidx.compose.foundation.layout.FlowRow
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.defaultMinSize
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.imePadding
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.safeDrawingPadding
import androidx.compose.foundation.layout.widthIn
import androidx.compose.foundation.lazy.LazyColumn
import androidx.compose.foundation.lazy.LazyListScope
import androidx.compose.foundation.lazy.LazyListState
import androidx.compose.foundation.lazy.rememberLazyListState
import androidx.compose.foundation.rememberScrollState
import androidx.compose.foundation.selection.selectable
import androidx.compose.foundation.selection.toggleable
import androidx.compose.foundation.text.KeyboardOptions
import androidx.compose.foundation.verticalScroll
import androidx.compose.material3.Button
import androidx.compose.material3.HorizontalDivider
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.OutlinedButton
import androidx.compose.material3.OutlinedTextField
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.DisposableEffect
import androidx.compose.runtime.remember
import androidx.compose.runtime.saveable.rememberSaveableStateHolder
import androidx.compose.runtime.staticCompositionLocalOf
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.layout.Layout
import androidx.compose.ui.platform.LocalConfiguration
import androidx.compose.ui.platform.LocalDensity
import androidx.compose.ui.platform.testTag
import androidx.compose.ui.res.stringResource
import androidx.compose.ui.semantics.LiveRegionMode
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.semantics.clearAndSetSemantics
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.liveRegion
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.style.TextDecoration
import androidx.compose.ui.unit.Constraints
import androidx.compose.ui.unit.dp
import cn.gridwork.app.R
import cn.gridwork.core.RecordState

/** Whether text is so large that rows become two lines and buttons stack. */
@Composable
fun stacked(): Boolean = LocalDensity.current.fontScale * LocalOwnScale.current >= Gw.STACK_FROM

/**
 * The frame of a screen: title, status that is spoken when it changes, rows, and at the bottom the one
 * primary action. A failure stands above the action, never over the work. While what the rows are drawn from
 * is [loading] there are none: what comes then would move those that are there under the finger. For the same reason
 * the status has as much room as the longest of its [others] takes.
 */
@Composable
fun Frame(
    title: String,
    modifier: Modifier = Modifier,
    status: String? = null,
    others: List<String> = emptyList(),
    notice: String? = null,
    onBack: (() -> Unit)? = null,
    help: String? = null,
    bottom: (@Composable ColumnScope.() -> Unit)? = null,
    loading: Boolean = false,
    place: LazyListState = place(loading),
    rows: LazyListScope.() -> Unit,
) {
    val beside = beside()
    Arranged(
        beside,
        modifier.fillMaxSize().background(Gw.colors.paper).safeDrawingPadding().imePadding(),
        head = {
            Column(if (beside) Modifier.verticalScroll(rememberScrollState()) else Modifier) {
                Head(title, status, others, onBack, help)
            }
        },
        rows = {
            LazyColumn(
                Modifier.fillMaxSize().testTag("rows"),
                state = place,
                verticalArrangement = Arrangement.spacedBy(8.dp),
                content = { if (!loading) rows() },
            )
        },
        foot = {
            Column {
                if (notice != null) Notice(notice)
                if (bottom != null) {
                    Column(
                        Modifier.fillMaxWidth().padding(horizontal = 16.dp, vertical = 8.dp),
                        verticalArrangement = Arrangement.spacedBy(8.dp),
                        content = bottom,
                    )
                }
            }
        },
    )
}

/** Where the list of a screen stands. One without rows forgets it, so it begins once there are some. */
@Composable
fun place(loading: Boolean): LazyListState = if (loading) remember { LazyListState() } else rememberLazyListState()

@Composable
private fun Head(title: String, status: String?, others: List<String>, onBack: (() -> Unit)?, help: String?) {
    if (LocalTraining.current) TrainingStrip()
    Row(Modifier.fillMaxWidth().padding(horizontal = 16.dp), verticalAlignment = Alignment.CenterVertically) {
        if (onBack != null) {
            Quiet(stringResource(R.string.back), Modifier.padding(end = 12.dp).testTag("back"), onBack)
        }
        Text(
            title,
            Modifier.weight(1f).padding(vertical = 8.dp).semantics { heading() }.testTag("title"),
            style = MaterialTheme.typography.headlineMedium,
            color = Gw.colors.ink,
        )
        if (!stacked()) HelpHere(help)
    }
    if (stacked()) HelpHere(help, Modifier.padding(horizontal = 16.dp))
    if (status != null) {
        Box(Modifier.padding(horizontal = 16.dp).padding(bottom = 8.dp)) {
            Room { for (other in others) Text(other, style = MaterialTheme.typography.bodySmall) }
            Text(
                status,
                Modifier.testTag("status").semantics { liveRegion = LiveRegionMode.Polite },
                style = MaterialTheme.typography.bodySmall,
                color = Gw.colors.ink2,
            )
        }
    }
}

/** Whether the window is too low for a head, rows and a foot: a phone on its side. */
@Composable
private fun beside(): Boolean = LocalConfiguration.current.let { it.screenHeightDp < Gw.LOW && it.screenWidthDp > it.screenHeightDp }

/**
 * Head, rows and foot below each other, or head and foot [beside] the rows. One composition arranged in two
 * ways, so that a row keeps what was typed in it when the phone is turned.
 */
@Composable
private fun Arranged(
    beside: Boolean,
    modifier: Modifier,
    head: @Composable () -> Unit,
    rows: @Composable () -> Unit,
    foot: @Composable () -> Unit,
) = Layout(listOf(head, rows, foot), modifier) { (heads, lists, feet), space ->
    val side = if (beside) space.maxWidth * 2 / 5 else space.maxWidth
    val bottom = feet.map { it.measure(Constraints(side, side, 0, space.maxHeight)) }
    val left = (space.maxHeight - bottom.sumOf { it.height }).coerceAtLeast(0)
    val top = heads.map { it.measure(Constraints(side, side, 0, left)) }
    val below = top.sumOf { it.height }
    val list = if (beside) {
        Constraints.fixed(space.maxWidth - side, space.maxHeight)
    } else {
        Constraints.fixed(side, (left - below).coerceAtLeast(0))
    }
    val middle = lists.map { it.measure(list) }
    layout(space.maxWidth, space.maxHeight) {
        top.forEach { it.place(0, 0) }
        middle.forEach { if (beside) it.place(side, 0) else it.place(0, below) }
        bottom.forEach { it.place(0, left) }
    }
}

/**
 * The steps of one screen. The [first] keeps its place while others are on top of it, also when the
 * phone is turned; every other begins at its top.
 */
@Composable
fun Steps(step: String, first: String, content: @Composable () -> Unit) {
    val holder = rememberSaveableStateHolder()
    holder.SaveableStateProvider(step, content)
    DisposableEffect(step) { onDispose { if (step != first) holder.removeState(step) } }
}

/** Told of every key: what is typed on a keyboard on the screen is no touch of the app's own window. */
val LocalTouched = staticCompositionLocalOf<() -> Unit> { {} }

/** Opens the help of a screen, which lies on the phone; nothing where help cannot be opened. */
val LocalHelp = staticCompositionLocalOf<((String) -> Unit)?> { null }

@Composable
private fun HelpHere(page: String?, modifier: Modifier = Modifier) {
    val open = LocalHelp.current
    if (page != null && open != null) Quiet(stringResource(R.string.help_title), modifier.testTag("help-here")) { open(page) }
}

@Composable
private fun TrainingStrip() {
    Text(
        stringResource(R.string.training),
        Modifier.fillMaxWidth().background(Gw.colors.waitSoft).padding(horizontal = 16.dp, vertical = 4.dp)
            .testTag("training"),
        style = MaterialTheme.typography.bodySmall,
        color = Gw.colors.ink,
    )
}

/** What happened and what to do, in words chosen by a code. */
@Composable
fun Notice(code: String, modifier: Modifier = Modifier) {
    Text(
        "▲ " + wordsOf(code),
        modifier.fillMaxWidth().background(Gw.colors.stopSoft).padding(16.dp, 12.dp).testTag("notice")
            .semantics { liveRegion = LiveRegionMode.Polite },
        color = Gw.colors.ink,
    )
}

/** The one thing to do here. */
@Composable
fun Primary(text: String, modifier: Modifier = Modifier, enabled: Boolean = true, onClick: () -> Unit) {
    Button(
        onClick,
        modifier.fillMaxWidth().defaultMinSize(minHeight = Gw.primary),
        enabled = enabled,
        shape = MaterialTheme.shapes.medium,
    ) { Text(text, style = MaterialTheme.typography.labelLarge) }
}

/** A choice beside the primary one, just as large. */
@Composable
fun Secondary(text: String, modifier: Modifier = Modifier, enabled: Boolean = true, onClick: () -> Unit) {
    OutlinedButton(
        onClick,
        modifier.fillMaxWidth().defaultMinSize(minHeight = Gw.primary),
        enabled = enabled,
        shape = MaterialTheme.shapes.medium,
        border = BorderStroke(1.dp, Gw.colors.edge),
    ) { Text(text, style = MaterialTheme.typography.labelLarge, color = Gw.colors.accent) }
}

/** An action of little weight: a word that can be tapped. */
@Composable
fun Quiet(text: String, modifier: Modifier = Modifier, onClick: () -> Unit) {
    Box(
        modifier.defaultMinSize(Gw.target, Gw.target).clickable(role = Role.Button, onClick = onClick),
        contentAlignment = Alignment.Center,
    ) {
        Text(
            text,
            style = MaterialTheme.typography.bodyLarge.copy(textDecoration = TextDecoration.Underline),
            color = Gw.colors.accent,
        )
    }
}

/** Things side by side, below each other where the text is large. */
@Composable
fun Side(modifier: Modifier = Modifier, content: @Composable () -> Unit) {
    if (stacked()) {
        Column(modifier.fillMaxWidth(), verticalArrangement = Arrangement.spacedBy(8.dp)) { content() }
    } else {
        FlowRow(
            modifier.fillMaxWidth(),
            horizontalArrangement = Arrangement.spacedBy(16.dp),
            verticalArrangement = Arrangement.spacedBy(8.dp),
        ) { content() }
    }
}

/** As much room as something takes that is not there yet, so that nothing moves when it comes. */
@Composable
fun Room(content: @Composable () -> Unit) = Layout(content, Modifier.clearAndSetSemantics {}) { parts, space ->
    val measured = parts.map { it.measure(space) }
    // Measured but not placed: neither seen nor touched.
    layout(measured.maxOfOrNull { it.width } ?: 0, measured.maxOfOrNull { it.height } ?: 0) {}
}

/** A row of a list: the whole of it can be tapped, and a screen reader hears it as one. */
@Composable
fun ListRow(
    title: String,
    modifier: Modifier = Modifier,
    below: String? = null,
    aside: String? = null,
    mark: Mark? = null,
    spoken: String? = null,
    onClick: (() -> Unit)? = null,
) {
    Column(Modifier.fillMaxWidth()) {
        val row = onClick?.let { left(it) }
        val tap = if (row == null) Modifier else row.modifier.clickable(role = Role.Button, onClick = row.open)
        val says = if (spoken != null) {
            Modifier.clearAndSetSemantics { contentDescription = spoken }
        } else {
            Modifier.semantics(mergeDescendants = true) { }
        }
        Box(modifier.then(tap).then(says)) {
            RowBody(title, below, aside, mark, Modifier.fillMaxWidth().heightIn(min = Gw.primary).padding(16.dp, 8.dp))
        }
        HorizontalDivider(color = Gw.colors.line)
    }
}

@Composable
private fun RowBody(title: String, below: String?, aside: String?, mark: Mark?, modifier: Modifier) {
    val side: @Composable () -> Unit = {
        if (aside != null) Text(aside, style = MaterialTheme.typography.bodySmall, color = Gw.colors.ink2)
        if (mark != null) Text(mark.text(), style = MaterialTheme.typography.bodySmall, color = mark.color())
    }
    val main: @Composable () -> Unit = {
        Text(title, style = MaterialTheme.typography.titleMedium, color = Gw.colors.ink)
        if (below != null) Text(below, style = MaterialTheme.typography.bodySmall, color = Gw.colors.ink2)
    }
    if (stacked()) {
        Column(modifier) {
            main()
            side()
        }
    } else {
        Row(modifier, horizontalArrangement = Arrangement.spacedBy(12.dp)) {
            Column(Modifier.weight(1f)) { main() }
            Column(Modifier.widthIn(max = 140.dp), horizontalAlignment = Alignment.End) { side() }
        }
    }
}

/** A state as shape, word and colour together. */
enum class Mark(private val shape: String, private val word: Int) {
    NotYet("", R.string.state_not_yet),
    Draft("✎", R.string.state_draft),
    Saved("▯", R.string.state_saved),
    Sent("↑", R.string.state_sent),
    Received("✓", R.string.state_received),
    Done("●", R.string.state_done),
    Returned("▲", R.string.state_returned),
    ;

    @Composable fun text(): String = "$shape ${stringResource(word)}".trim()

    @Composable fun word(): String = stringResource(word)

    @Composable fun color() = if (this == Returned) Gw.colors.stop else Gw.colors.ink

    companion object {
        fun of(state: RecordState): Mark = when (state) {
            RecordState.Draft -> Draft
            RecordState.Saved -> Saved
            RecordState.Sent -> Sent
            RecordState.Received -> Received
            RecordState.Done -> Done
        }
    }
}

/** A box to tick, as large as an answer. */
@Composable
fun Tick(text: String, checked: Boolean, modifier: Modifier = Modifier, onChange: (Boolean) -> Unit) {
    Row(
        modifier.fillMaxWidth().heightIn(min = Gw.primary)
            .toggleable(checked, role = Role.Checkbox, onValueChange = onChange)
            .background(if (checked) Gw.colors.accentSoft else Gw.colors.paper)
            .padding(horizontal = 16.dp, vertical = 8.dp),
        horizontalArrangement = Arrangement.spacedBy(12.dp),
        verticalAlignment = Alignment.CenterVertically,
    ) {
        Text(if (checked) "☑" else "☐", style = MaterialTheme.typography.titleLarge, color = Gw.colors.ink)
        Text(text, color = Gw.colors.ink)
    }
}

/** One of several answers, side by side or stacked. */
@Composable
fun Pick(text: String, chosen: Boolean, modifier: Modifier = Modifier, onClick: () -> Unit) {
    Box(
        modifier.defaultMinSize(96.dp, Gw.primary)
            .border(if (chosen) 2.dp else 1.dp, if (chosen) Gw.colors.accent else Gw.colors.edge, MaterialTheme.shapes.medium)
            .background(if (chosen) Gw.colors.accentSoft else Gw.colors.surface, MaterialTheme.shapes.medium)
            .selectable(chosen, role = Role.RadioButton, onClick = onClick)
            .padding(horizontal = 16.dp, vertical = 12.dp),
        contentAlignment = Alignment.Center,
    ) { Text((if (chosen) "✓ " else "") + text, color = Gw.colors.ink) }
}

/** A field for words: the label stands above it and stays, and the keyboard may dictate. */
@Composable
fun Words(
    label: String,
    value: String,
    modifier: Modifier = Modifier,
    keyboard: KeyboardOptions = KeyboardOptions.Default,
    single: Boolean = false,
    tag: String = "words",
    onChange: (String) -> Unit,
) {
    Column(modifier.fillMaxWidth()) {
        Text(label, Modifier.padding(bottom = 4.dp), color = Gw.colors.ink)
        val touched = LocalTouched.current
        OutlinedTextField(
            value,
            { text ->
                touched()
                onChange(text)
            },
            Modifier.fillMaxWidth().heightIn(min = Gw.primary).testTag(tag)
                .semantics { contentDescription = label },
            textStyle = MaterialTheme.typography.bodyLarge,
            keyboardOptions = keyboard,
            singleLine = single,
        )
    }
}

/** A quiet line of text. */
@Composable
fun Line(text: String, modifier: Modifier = Modifier, secondary: Boolean = false) {
    Text(
        text,
        modifier.fillMaxWidth().padding(horizontal = 16.dp, vertical = 4.dp),
        style = if (secondary) MaterialTheme.typography.bodySmall else MaterialTheme.typography.bodyLarge,
        color = if (secondary) Gw.colors.ink2 else Gw.colors.ink,
    )
}

/** The heading of a group of rows. */
@Composable
fun Group(text: String, modifier: Modifier = Modifier) {
    Text(
        text,
        modifier.fillMaxWidth().padding(16.dp, 12.dp, 16.dp, 0.dp).semantics { heading() },
        style = MaterialTheme.typography.titleMedium,
        color = Gw.colors.ink,
    )
}
