//! Views of `Core` on their way out.

use gridwork_core as core;
use gridwork_core::event;

use super::list;
use crate::records::*;

impl From<core::OpenReport> for OpenReport {
    fn from(report: core::OpenReport) -> OpenReport {
        OpenReport {
            created: report.created,
            migrated: report.migrated,
            damaged: report.damaged.map(|path| path.to_string_lossy().into_owned()),
        }
    }
}

impl From<core::CoreStatus> for CoreStatus {
    fn from(status: core::CoreStatus) -> CoreStatus {
        match status {
            core::CoreStatus::New => CoreStatus::New,
            core::CoreStatus::Ready => CoreStatus::Ready,
            core::CoreStatus::EnrolAgain => CoreStatus::EnrolAgain,
            core::CoreStatus::Revoked => CoreStatus::Revoked,
            core::CoreStatus::WipeOrdered => CoreStatus::WipeOrdered,
        }
    }
}

impl From<core::StorageReport> for StorageReport {
    fn from(report: core::StorageReport) -> StorageReport {
        StorageReport {
            sound: report.is_sound(),
            consistent: report.consistent,
            opened: report.opened,
            locked: report.locked,
            unopened: list(report.unopened),
            files: report.files,
            files_damaged: report.files_damaged,
            orphans: report.orphans,
        }
    }
}

impl From<(&'static str, u64)> for UnopenedTable {
    fn from((table, values): (&'static str, u64)) -> UnopenedTable {
        UnopenedTable { table: table.to_owned(), values }
    }
}

impl From<core::HttpRequest> for HttpRequest {
    fn from(request: core::HttpRequest) -> HttpRequest {
        let url = [request.address, request.path].concat();
        HttpRequest { id: request.id, url, body: request.body }
    }
}

impl From<core::Completed> for Completed {
    fn from(completed: core::Completed) -> Completed {
        Completed {
            more: completed.more,
            problem: completed.problem.map(|code| code.as_str().to_owned()),
            received: completed.received,
            refused: completed.refused,
        }
    }
}

impl From<core::EventBatch> for EventBatch {
    fn from(batch: core::EventBatch) -> EventBatch {
        EventBatch { events: list(batch.events), last: batch.last, gap: batch.gap }
    }
}

impl From<core::Event> for Event {
    fn from(event: core::Event) -> Event {
        Event { seq: event.seq, kind: event_kind(event.kind), id: event.id.to_string() }
    }
}

fn event_kind(number: u8) -> EventKind {
    match number {
        event::HOUSEHOLD => EventKind::Household,
        event::TASK => EventKind::Task,
        event::PLACE => EventKind::Place,
        event::INCIDENT => EventKind::Incident,
        event::DRAFT => EventKind::Draft,
        event::DIRECTORY => EventKind::Directory,
        event::SYNC => EventKind::Sync,
        event::FILE => EventKind::File,
        event::EVIDENCE => EventKind::Evidence,
        event::CLUE => EventKind::Clue,
        _ => EventKind::Other,
    }
}

impl From<core::RecordState> for RecordState {
    fn from(state: core::RecordState) -> RecordState {
        match state {
            core::RecordState::Draft => RecordState::Draft,
            core::RecordState::Saved => RecordState::Saved,
            core::RecordState::Sent => RecordState::Sent,
            core::RecordState::Received => RecordState::Received,
            core::RecordState::Done => RecordState::Done,
        }
    }
}

impl From<core::HandStart> for HandStart {
    fn from(start: core::HandStart) -> HandStart {
        HandStart {
            template: start.template,
            title: start.title,
            about: match start.about {
                core::HandTarget::Cell => HandTarget::Cell,
                core::HandTarget::Village => HandTarget::Village,
                core::HandTarget::Household => HandTarget::Household,
                core::HandTarget::Person => HandTarget::Person,
                core::HandTarget::Place => HandTarget::Place,
            },
            urgent: start.urgent,
        }
    }
}

impl From<core::TaskRef> for TaskRef {
    fn from(task: core::TaskRef) -> TaskRef {
        TaskRef { template: task.template, target: task.target.to_string(), window: task.window }
    }
}

impl From<core::Today> for Today {
    fn from(today: core::Today) -> Today {
        Today {
            lines: list(today.lines),
            more: today.more,
            received: today.received,
            waiting: today.waiting,
            list_as_of: today.list_as_of,
            training: today.training,
        }
    }
}

impl From<core::TodayLine> for TodayLine {
    fn from(line: core::TodayLine) -> TodayLine {
        TodayLine {
            target: line.target.to_string(),
            is_household: line.is_household,
            title: line.title,
            hamlet: line.hamlet,
            tasks: list(line.tasks),
            due: line.due,
            late: line.late,
            state: line.state.into(),
        }
    }
}

impl From<core::TodayTask> for TodayTask {
    fn from(task: core::TodayTask) -> TodayTask {
        TodayTask {
            id: task.task.to_string(),
            task: TaskRef {
                template: task.template,
                target: task.target.to_string(),
                window: task.window,
            },
            title: task.title,
            due: task.due,
            started: task.started,
        }
    }
}

impl From<core::TaskView> for TaskView {
    fn from(task: core::TaskView) -> TaskView {
        TaskView {
            id: task.task.to_string(),
            template: task.template,
            title: task.title,
            status: task.status,
            closed: task.closed,
            answers: list(task.answers),
            no_change: task.no_change,
            conflicts: task.conflicts,
        }
    }
}

impl From<core::AnswerView> for AnswerView {
    fn from(answer: core::AnswerView) -> AnswerView {
        AnswerView { field: answer.field, value: answer.value.into() }
    }
}

impl From<core::Hit> for Hit {
    fn from(hit: core::Hit) -> Hit {
        Hit {
            household: hit.household.to_string(),
            person: hit.person.map(|id| id.to_string()),
            name: hit.name,
            nickname: hit.nickname,
            hamlet: hit.hamlet,
            rank: hit.rank.into(),
        }
    }
}

impl From<core::HouseholdView> for HouseholdView {
    fn from(household: core::HouseholdView) -> HouseholdView {
        HouseholdView {
            id: household.id.to_string(),
            hamlet: household.hamlet,
            address: household.address,
            nickname: household.nickname,
            note: household.note,
            members: list(household.members),
            former: list(household.former),
            placed_within: household.placed_within.map(u32::from),
            conflicts: household.conflicts,
            state: household.state.into(),
        }
    }
}

impl From<core::PastVisit> for PastVisit {
    fn from(past: core::PastVisit) -> PastVisit {
        PastVisit {
            task: past.task.to_string(),
            title: past.title,
            day: past.day.to_string(),
            said: past.said,
            noted: past.noted,
        }
    }
}

impl From<core::LastTime> for LastTime {
    fn from(last: core::LastTime) -> LastTime {
        let answer = |said: core::LastAnswer| LastAnswer { field: said.field, words: said.words };
        LastTime {
            day: last.day.to_string(),
            answers: last.answers.into_iter().map(answer).collect(),
        }
    }
}

impl From<core::LookView> for LookView {
    fn from(look: core::LookView) -> LookView {
        LookView {
            person: look.person.to_string(),
            name: look.name,
            at: look.at,
            reason: look.reason.into(),
            fields: look.fields,
        }
    }
}

impl From<core::RevealReason> for RevealReason {
    fn from(reason: core::RevealReason) -> RevealReason {
        match reason {
            core::RevealReason::Visit => RevealReason::Visit,
            core::RevealReason::Contact => RevealReason::Contact,
            core::RevealReason::Incident => RevealReason::Incident,
            core::RevealReason::Evacuation => RevealReason::Evacuation,
            core::RevealReason::Benefit => RevealReason::Benefit,
            core::RevealReason::Mediation => RevealReason::Mediation,
            core::RevealReason::OwnRequest => RevealReason::OwnRequest,
            core::RevealReason::Correction => RevealReason::Correction,
            core::RevealReason::Supervision => RevealReason::Supervision,
        }
    }
}

impl From<core::AboutView> for AboutView {
    fn from(about: core::AboutView) -> AboutView {
        let said = about.said;
        AboutView {
            organiser: said.organiser,
            operator: said.operator,
            filing: said.filing,
            complaints_phone: said.complaints_phone,
            complaints_at: said.complaints_at,
            privacy_contact: said.privacy_contact,
            township: about.township,
            duty_phone: about.duty_phone,
        }
    }
}

impl From<core::BearerView> for BearerView {
    fn from(bearer: core::BearerView) -> BearerView {
        let own = |held: core::HeldPost| HeldPost { scope: held.scope, role: held.role };
        BearerView { posts: bearer.posts.into_iter().map(own).collect(), left: bearer.left }
    }
}

impl From<core::MemberView> for MemberView {
    fn from(member: core::MemberView) -> MemberView {
        MemberView {
            person: member.person.to_string(),
            name: member.name,
            nickname: member.nickname,
            relation: member.relation,
            sex: member.sex,
            age: member.age,
            phone: member.phone,
            residency: member.residency,
            left: member.left,
        }
    }
}

impl From<core::HamletView> for HamletView {
    fn from(hamlet: core::HamletView) -> HamletView {
        HamletView {
            id: hamlet.id.to_string(),
            name: hamlet.name,
            cell: hamlet.cell.to_string(),
            cell_name: hamlet.cell_name,
        }
    }
}

impl From<core::ConflictView> for ConflictView {
    fn from(conflict: core::ConflictView) -> ConflictView {
        ConflictView {
            document: conflict.document.to_string(),
            title: conflict.title,
            member: conflict.member.map(|id| id.to_string()),
            member_name: conflict.member_name,
            field: conflict.field,
            field_words: conflict.field_words,
            values: list(conflict.values),
            asked_at: conflict.asked_at,
            asked_words: conflict.asked_words,
        }
    }
}

impl From<core::HeldView> for HeldView {
    fn from(held: core::HeldView) -> HeldView {
        HeldView {
            value: held.value.into(),
            words: held.words,
            who: held.who,
            at: held.at,
            own: held.own,
        }
    }
}

impl From<core::QueueLine> for QueueLine {
    fn from(line: core::QueueLine) -> QueueLine {
        QueueLine {
            title: line.title,
            id: line.id.to_string(),
            state: line.state.into(),
            reason: line.reason,
            bytes: line.bytes,
            since: line.since,
            parts_done: line.parts_done,
            parts: line.parts,
        }
    }
}

impl From<core::SyncState> for SyncState {
    fn from(state: core::SyncState) -> SyncState {
        SyncState {
            waiting: state.waiting,
            unconfirmed: state.unconfirmed,
            files: state.files,
            drafts: state.drafts,
            last_contact: state.last_contact,
            downloading: state.downloading,
            problem: state.problem,
        }
    }
}
