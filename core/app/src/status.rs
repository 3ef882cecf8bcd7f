//! Where every record is: what waits, why, and what came back.

use gridwork_model::incident::State;
use gridwork_model::template::Library;
use gridwork_model::{Id, Refusal};
use gridwork_store::{EntryState, ItemRef, Reader};

use crate::core::{Core, json_meta, meta, standing};
use crate::identity::Standing;
use crate::project::{self, household, row, task};
use crate::view::{QueueLine, RecordState, SyncState};
use crate::{Code, CoreError};

impl Core {
    /// How the exchange stands.
    pub fn sync_state(&self) -> Result<SyncState, CoreError> {
        self.store.read(sync_state)
    }

    /// What has not reached the township, oldest first: entries, files and drafts with their
    /// reasons.
    pub fn queue(&self, limit: u32) -> Result<Vec<QueueLine>, CoreError> {
        let library = self.inner()?.directory.library();
        self.store.read(|r| {
            let mut lines = Vec::new();
            for draft in r.drafts()? {
                lines.push(QueueLine {
                    title: title_of(&library, r, draft.object)?,
                    id: draft.object,
                    state: RecordState::Draft,
                    reason: refusal_code(draft.reason).to_owned(),
                    bytes: draft.payload.len() as u64,
                    since: draft.at.0,
                    parts_done: 0,
                    parts: 0,
                });
            }
            for batch in r.pending_batches()? {
                let (state, why) = match on_its_way(r, batch.no)? {
                    true => (RecordState::Sent, "no_receipt"),
                    false => (RecordState::Saved, "offline"),
                };
                for item in batch.items.into_iter().filter_map(|item| item.item) {
                    lines.extend(queue_line(&library, r, item, state, why)?);
                }
            }
            for waiting in r.waiting(limit)? {
                lines.extend(queue_line(&library, r, waiting.item, RecordState::Saved, "offline")?);
            }
            for file in r.files_to_send(limit)? {
                let parts = gridwork_sync::files::parts(file.size);
                let done = (0..parts).filter(|part| file.holds(*part)).count() as u32;
                lines.push(QueueLine {
                    title: title_of(&library, r, file.owner)?,
                    id: file.owner,
                    state: if done == 0 { RecordState::Saved } else { RecordState::Sent },
                    reason: "part".to_owned(),
                    bytes: file.size,
                    since: 0,
                    parts_done: done,
                    parts,
                });
            }
            for file in r.files_refused(limit)? {
                lines.push(QueueLine {
                    title: title_of(&library, r, file.owner)?,
                    id: file.owner,
                    state: RecordState::Draft,
                    reason: "file_refused".to_owned(),
                    bytes: file.size,
                    since: 0,
                    parts_done: 0,
                    parts: gridwork_sync::files::parts(file.size),
                });
            }
            lines.truncate(limit as usize);
            Ok(lines)
        })
    }

    /// State of a record: a document, a task or an incident.
    pub fn state_of(&self, record: Id) -> Result<RecordState, CoreError> {
        self.store.read(|r| record_state(r, record))
    }

    /// A text for support without any personal data: versions, counts, states, codes.
    pub fn problem_report(&self) -> Result<String, CoreError> {
        let inner = self.inner()?;
        let device = inner.identity.as_ref().map(|identity| identity.device);
        let report = self.store.read(|r| {
            let state = sync_state(r)?;
            let standing: Option<Standing> = json_meta(r, meta::STANDING)?;
            let streams: Vec<String> = r
                .streams()?
                .iter()
                .map(|row| {
                    format!(
                        "  {} {:?} {:?} 到{} {:?}",
                        row.index, row.stream.class, row.stream.purpose, row.cursor, row.state
                    )
                })
                .collect();
            let counts: Vec<String> = [
                ("户", row::HOUSEHOLD),
                ("任务", row::TASK),
                ("点位", row::PLACE),
                ("事件", row::INCIDENT),
            ]
            .into_iter()
            .map(|(name, kind)| Ok(format!("{name} {}", crate::today::count_rows(r, kind)?)))
            .collect::<Result<_, CoreError>>()?;
            Ok::<_, CoreError>(format!(
                "乡网格 {}\n设备 {}\n库 {}\n等送 {} 等回执 {} 文件 {} 退回 {}\n上次联系 {}\n世代 {} 批 {}\n问题 {}\n{}\n数据流\n{}\n",
                env!("CARGO_PKG_VERSION"),
                device.map_or("未启用".to_owned(), |n| n.to_string()),
                gridwork_store::SCHEMA,
                state.waiting,
                state.unconfirmed,
                state.files,
                state.drafts,
                state.last_contact.map_or("无".to_owned(), |at| at.to_string()),
                standing.as_ref().map_or(0, |standing| standing.epoch),
                standing.as_ref().map_or(0, |standing| standing.batch),
                state.problem.unwrap_or_else(|| "无".to_owned()),
                counts.join(" "),
                streams.join("\n"),
            ))
        })?;
        Ok(report)
    }
}

/// How the exchange stands.
pub(crate) fn sync_state(r: &Reader<'_>) -> Result<SyncState, CoreError> {
    let waiting = r.waiting_count()?;
    let (mut unsent, mut unconfirmed) = (waiting.urgent + waiting.other, 0);
    for batch in r.pending_batches()? {
        let items = batch.items.len() as u64;
        *if on_its_way(r, batch.no)? { &mut unconfirmed } else { &mut unsent } += items;
    }
    let last_contact = standing(r).ok().and_then(|standing| standing.hub_time);
    let problem = r.meta(meta::PROBLEM)?.map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    Ok(SyncState {
        waiting: unsent as u32,
        unconfirmed: unconfirmed as u32,
        files: r.files_to_send(1_000)?.len() as u32,
        drafts: r.draft_count()? as u32,
        last_contact: last_contact.map(|moment| moment.0),
        downloading: r
            .streams()?
            .iter()
            .any(|row| row.state == gridwork_store::StreamState::Downloading),
        problem,
    })
}

/// Whether a batch may have arrived: it was posted, and nothing says that the hub was out of reach.
fn on_its_way(r: &Reader<'_>, batch: u64) -> Result<bool, CoreError> {
    Ok(json_meta::<u64>(r, meta::UNREACHED)? != Some(batch))
}

/// Where a record is: at the least received of its own entries.
pub(crate) fn record_state(r: &Reader<'_>, record: Id) -> Result<RecordState, CoreError> {
    let mut states: Vec<EntryState> = Vec::new();
    if r.has_document(record)? {
        states.extend(r.changes(record)?.into_iter().map(|change| change.state));
    }
    states.extend(r.ledger(record)?.into_iter().map(|entry| entry.state));
    if r.drafts()?.iter().any(|draft| draft.object == record) {
        return Ok(RecordState::Draft);
    }
    if states.is_empty() {
        return Err(Code::NotFound.into());
    }
    let mut sent = false;
    for state in states {
        match state {
            EntryState::Local => return Ok(RecordState::Saved),
            EntryState::Sent { batch } if !on_its_way(r, batch)? => return Ok(RecordState::Saved),
            EntryState::Sent { .. } => sent = true,
            _ => {}
        }
    }
    if sent {
        return Ok(RecordState::Sent);
    }
    let closed = match r.row(row::TASK_STATE, record)? {
        Some(found) => found.flags & task::CLOSED != 0,
        None => {
            let incident = project::incident::folded(&r.ledger(record)?, record);
            matches!(incident.state, State::Closed | State::Archived)
        }
    };
    Ok(if closed { RecordState::Done } else { RecordState::Received })
}

fn queue_line(
    library: &Library,
    r: &Reader<'_>,
    item: ItemRef,
    state: RecordState,
    reason: &str,
) -> Result<Option<QueueLine>, CoreError> {
    let (object, bytes, since) = match item {
        ItemRef::Change(no) => match r.change(no)? {
            Some(change) => {
                let at = change
                    .intent
                    .as_deref()
                    .and_then(|bytes| gridwork_model::json::read::<crate::say::Intent>(bytes).ok())
                    .map_or(0, |intent| intent.at.0);
                (change.document, change.raw.len() as u64, at)
            }
            None => return Ok(None),
        },
        ItemRef::Ledger(no) => match r.ledger_no(no)? {
            Some(found) => {
                (found.entry.object, found.entry.body.len() as u64, found.entry.time.device.0)
            }
            None => return Ok(None),
        },
        ItemRef::Record(no) => match r.record_no(no)? {
            Some(record) => (record.id, record.envelope.len() as u64, 0),
            None => return Ok(None),
        },
    };
    Ok(Some(QueueLine {
        title: title_of(library, r, object)?,
        id: object,
        state,
        reason: reason.to_owned(),
        bytes,
        since,
        parts_done: 0,
        parts: 0,
    }))
}

/// What a record is called in a list.
pub(crate) fn title_of(library: &Library, r: &Reader<'_>, object: Id) -> Result<String, CoreError> {
    if let Some(found) = r.row(row::HOUSEHOLD, object)? {
        let shown: household::Household = project::payload(&found)?;
        return Ok(shown.head().map_or(shown.nickname.clone(), |head| head.name.clone()));
    }
    for kind in [row::TASK_STATE, row::TASK] {
        if let Some(found) = r.row(kind, object)? {
            let template = match kind {
                row::TASK => project::payload::<task::Answers>(&found)?.template,
                _ => project::payload::<task::Standing>(&found)?.template,
            };
            return Ok(library.get(&template).map_or(template, |template| template.zh.clone()));
        }
    }
    if let Some(found) = r.row(row::INCIDENT, object)? {
        return Ok(crate::project::incident::words(&found).unwrap_or_default());
    }
    // A set's name is locked with its purpose; a line without it still says where the work is.
    if let Ok(Some(found)) = r.row(row::EVIDENCE, object) {
        return Ok(project::payload::<project::evidence::Shown>(&found)?.matter);
    }
    if r.row(row::CLUE, object)?.is_some() {
        let clue = project::evidence::clue_of(&r.ledger(object)?).clue;
        return Ok(clue.map(|clue| clue.words).unwrap_or_default());
    }
    Ok(String::new())
}

/// The code of a refusal, for which the app has words.
pub(crate) fn refusal_code(refusal: Refusal) -> &'static str {
    match refusal {
        Refusal::Malformed => "malformed",
        Refusal::NotGranted => "moved",
        Refusal::NotPermitted => "forbidden",
        Refusal::NoSuchStep => "closed",
        Refusal::OutOfContext => "out_of_context",
        Refusal::BuildsOnRefused => "builds_on_refused",
        Refusal::Erased => "erased",
        Refusal::BadValue => "bad_value",
    }
}
