//! Evidence and clues, both ways.

use gridwork_core as core;
use gridwork_core::model::evidence as model;
use gridwork_core::model::evidence::kind::Field;
use gridwork_core::model::{Id, Moment};

use super::value::{hex, unhex};
use super::{id, list, maybe_id};
use crate::GridError;
use crate::records::*;

/// The kinds with their forms.
pub(crate) fn kinds() -> Vec<EvidenceKind> {
    let form = |kind: model::Kind| EvidenceKind {
        number: kind.number(),
        word: kind.word().to_owned(),
        fields: kind.fields().iter().map(|&field| field_view(field)).collect(),
        wants_holder: kind.wants_holder(),
        wants_told: kind.wants_told(),
    };
    model::Kind::ALL.into_iter().map(form).collect()
}

fn field_view(field: Field) -> EvidenceField {
    EvidenceField { number: field.number(), word: field.word().to_owned() }
}

fn kind(number: u8) -> Result<model::Kind, GridError> {
    let all = model::Kind::ALL.into_iter();
    all.into_iter().find(|kind| kind.number() == number).ok_or(GridError::argument("kind"))
}

impl From<EvidencePosition> for model::Position {
    fn from(given: EvidencePosition) -> Self {
        let source = match given.source {
            PositionSource::Gnss => model::PositionSource::Gnss,
            PositionSource::Network => model::PositionSource::Network,
            PositionSource::Manual => model::PositionSource::Manual,
        };
        let EvidencePosition { lon_e7: lon, lat_e7: lat, accuracy_m, mock, .. } = given;
        Self { lon, lat, accuracy_m, source, mock }
    }
}

impl TryFrom<NewEvidenceSet> for core::NewSet {
    type Error = GridError;

    fn try_from(given: NewEvidenceSet) -> Result<Self, GridError> {
        Ok(Self {
            matter: given.matter,
            place: given.place,
            position: given.position.map(Into::into),
            clue: maybe_id(given.clue.as_deref(), "clue")?,
            gnss: given.gnss.map(Moment),
        })
    }
}

impl From<CaptureMethod> for model::Method {
    fn from(given: CaptureMethod) -> Self {
        match given {
            CaptureMethod::Camera => Self::Camera,
            CaptureMethod::Scan => Self::Scan,
            CaptureMethod::Extraction { source } => Self::Extraction { from: source },
            CaptureMethod::Import { source, reason } => Self::Import { from: source, reason },
        }
    }
}

impl From<ToldRecorded> for model::Told {
    fn from(given: ToldRecorded) -> Self {
        match given {
            ToldRecorded::Told => Self::Told,
            ToldRecorded::NobodyThere => Self::NobodyThere,
            ToldRecorded::NotOfPeople => Self::NotOfPeople,
        }
    }
}

impl From<HolderSigning> for core::NewHolder {
    fn from(given: HolderSigning) -> Self {
        match given {
            HolderSigning::Signed { name, picture } => {
                Self::Signed { name, picture: picture.into() }
            }
            HolderSigning::Refused { name, reason, witness } => {
                Self::Refused { name, reason, witness }
            }
        }
    }
}

impl TryFrom<NewCapture> for core::NewCapture {
    type Error = GridError;

    fn try_from(given: NewCapture) -> Result<Self, GridError> {
        let field = |value: FieldValue| {
            let known = Field::of_number(value.number).ok_or(GridError::argument("fields"))?;
            Ok((known, value.value))
        };
        Ok(Self {
            set: id(&given.set, "set")?,
            path: given.path.into(),
            kind: kind(given.kind)?,
            title: given.title,
            proves: given.proves,
            method: given.method.into(),
            position: given.position.map(Into::into),
            place: given.place,
            told: given.told.into(),
            holder: given.holder.map(Into::into),
            fields: given.fields.into_iter().map(field).collect::<Result<_, GridError>>()?,
            gnss: given.gnss.map(Moment),
            urgent: given.urgent,
        })
    }
}

impl TryFrom<NewEvidenceRecord> for core::NewRecord {
    type Error = GridError;

    fn try_from(given: NewEvidenceRecord) -> Result<Self, GridError> {
        let part = |part: Answered| model::Answered { asked: part.asked, answer: part.answer };
        Ok(Self {
            set: id(&given.set, "set")?,
            corrects: maybe_id(given.corrects.as_deref(), "corrects")?,
            follows: given.follows.map(follows).transpose()?,
            correction: given.correction,
            kind: given.kind.into(),
            party: given.party,
            present: given.present,
            place: given.place,
            from: Moment(given.begun),
            to: Moment(given.ended),
            shown_certificates: given.shown_certificates,
            told_rights: given.told_rights,
            body: given.body.into_iter().map(part).collect(),
            notes: given.notes,
            said: given.said,
            read_aloud: given.read_aloud,
            pages: given.pages,
            blanks_struck: given.blanks_struck,
            signing: match given.signing {
                RecordSigning::Signed { pages } => {
                    core::NewSigning::Signed(pages.into_iter().map(Into::into).collect())
                }
                RecordSigning::Refused { reason, witness } => {
                    core::NewSigning::Refused { reason, witness }
                }
            },
            gnss: given.gnss.map(Moment),
        })
    }
}

fn follows(text: String) -> Result<[u8; 32], GridError> {
    unhex(&text).ok_or(GridError::argument("follows"))
}

impl From<core::NewRecord> for NewEvidenceRecord {
    fn from(kept: core::NewRecord) -> Self {
        let text = |path: std::path::PathBuf| path.to_string_lossy().into_owned();
        let part = |part: model::Answered| Answered { asked: part.asked, answer: part.answer };
        Self {
            set: kept.set.to_string(),
            corrects: kept.corrects.map(|id| id.to_string()),
            follows: kept.follows.map(|hash| hex(&hash)),
            correction: kept.correction,
            kind: kept.kind.into(),
            party: kept.party,
            present: kept.present,
            place: kept.place,
            begun: kept.from.0,
            ended: kept.to.0,
            shown_certificates: kept.shown_certificates,
            told_rights: kept.told_rights,
            body: kept.body.into_iter().map(part).collect(),
            notes: kept.notes,
            said: kept.said,
            read_aloud: kept.read_aloud,
            pages: kept.pages,
            blanks_struck: kept.blanks_struck,
            signing: match kept.signing {
                core::NewSigning::Signed(pages) => {
                    RecordSigning::Signed { pages: pages.into_iter().map(text).collect() }
                }
                core::NewSigning::Refused { reason, witness } => {
                    RecordSigning::Refused { reason, witness }
                }
            },
            gnss: kept.gnss.map(|at| at.0),
        }
    }
}

impl From<model::RecordKind> for EvidenceRecordKind {
    fn from(kind: model::RecordKind) -> Self {
        match kind {
            model::RecordKind::OnSite => Self::OnSite,
            model::RecordKind::Inquiry => Self::Inquiry,
        }
    }
}

impl From<EvidenceRecordKind> for model::RecordKind {
    fn from(given: EvidenceRecordKind) -> Self {
        match given {
            EvidenceRecordKind::OnSite => Self::OnSite,
            EvidenceRecordKind::Inquiry => Self::Inquiry,
        }
    }
}

impl From<core::WaitingHandOver> for WaitingHandOver {
    fn from(it: core::WaitingHandOver) -> Self {
        Self {
            set: it.set.to_string(),
            item: it.item.to_string(),
            giver: it.from,
            why: it.why,
            at: it.at,
            refused: it.refused,
        }
    }
}

impl From<DerivedFor> for model::DerivedFor {
    fn from(given: DerivedFor) -> Self {
        match given {
            DerivedFor::Thumbnail => Self::Thumbnail,
            DerivedFor::Redaction => Self::Redaction,
            DerivedFor::Watermark => Self::Watermark,
            DerivedFor::Transcode => Self::Transcode,
        }
    }
}

impl TryFrom<NewClue> for core::NewClue {
    type Error = GridError;

    fn try_from(given: NewClue) -> Result<Self, GridError> {
        Ok(Self {
            words: given.words,
            place: given.place,
            position: given.position.map(Into::into),
            seen: given.seen.map(Moment),
            photos: given.photos.into_iter().map(Into::into).collect(),
            incident: maybe_id(given.incident.as_deref(), "incident")?,
            cell: maybe_id(given.cell.as_deref(), "cell")?,
        })
    }
}

impl From<core::Scanned> for EvidenceCode {
    fn from(scanned: core::Scanned) -> Self {
        match scanned {
            core::Scanned::Opening { set, matter, place, officer, at } => {
                Self::Opening { set: set.to_string(), matter, place, officer, at }
            }
            core::Scanned::Confirmation { set, officer } => {
                Self::Confirmation { set: set.to_string(), officer }
            }
            core::Scanned::Record { set, title, party, version, recorder } => {
                Self::Record { set: set.to_string(), title, party, version, recorder }
            }
            core::Scanned::HandOver { set, item, from, to, to_me, why } => Self::HandOver {
                set: set.to_string(),
                item: item.to_string(),
                giver: from,
                taker: to,
                to_me,
                why,
            },
            core::Scanned::Card => Self::Card,
        }
    }
}

impl From<core::OfficerView> for OfficerView {
    fn from(view: core::OfficerView) -> Self {
        let core::OfficerView { person, name, certificate } = view;
        Self { person: person.to_string(), name, certificate }
    }
}

impl From<core::SetView> for EvidenceSetView {
    fn from(view: core::SetView) -> Self {
        Self {
            id: view.id.to_string(),
            matter: view.matter,
            place: view.place,
            opened_at: view.opened_at,
            state: view.state,
            stands: view.stands,
            closed: view.closed,
            items: view.items,
            not_doubled: view.not_doubled,
            record: view.record.into(),
        }
    }
}

impl From<core::SetDetail> for EvidenceSetDetail {
    fn from(view: core::SetDetail) -> Self {
        Self {
            set: view.set.into(),
            officers: list(view.officers),
            own: view.own,
            items: list(view.items),
            records: list(view.records),
            missing: view.missing,
        }
    }
}

impl From<core::ItemView> for EvidenceItemView {
    fn from(view: core::ItemView) -> Self {
        Self {
            id: view.id.to_string(),
            number: view.number,
            kind: view.kind,
            kind_word: view.kind_word,
            title: view.title,
            proves: view.proves,
            method: view.method,
            at: view.at,
            uncertain_s: view.uncertain_s,
            place: view.place,
            told: view.told,
            holder: view.holder,
            mime: view.mime,
            bytes: view.bytes,
            sha256: view.sha256,
            sm3: view.sm3,
            state: view.state,
            stage: view.stage,
            here: view.here,
            may_release: view.may_release,
            keeper: view.keeper,
            kept_by_me: view.kept_by_me,
            custody: list(view.custody),
            doubts: view.doubts,
        }
    }
}

impl From<core::CustodyView> for CustodyView {
    fn from(view: core::CustodyView) -> Self {
        Self { giver: view.from, taker: view.to, at: view.at, why: view.why }
    }
}

impl From<core::RecordView> for EvidenceRecordView {
    fn from(view: core::RecordView) -> Self {
        Self {
            id: view.id.to_string(),
            kind: view.kind.into(),
            title: view.title,
            version: view.version,
            hash: hex(&view.hash),
            correction: view.correction,
            party: view.party,
            begun: view.from,
            ended: view.to,
            body: answered(view.body),
            said: view.said,
            signing: view.signing,
            recorder: view.recorder,
            countersigner: view.countersigner,
            awaits_me: view.awaits_me,
            may_ask: view.may_ask,
            missing: view.missing,
            earlier: list(view.earlier),
        }
    }
}

impl From<core::EarlierVersion> for EarlierVersion {
    fn from(view: core::EarlierVersion) -> Self {
        let core::EarlierVersion { version, at, body, said, signing } = view;
        Self { version, at, body: answered(body), said, signing }
    }
}

fn answered(parts: Vec<(String, String)>) -> Vec<Answered> {
    parts.into_iter().map(|(asked, answer)| Answered { asked, answer }).collect()
}

impl From<core::ClueView> for ClueView {
    fn from(view: core::ClueView) -> Self {
        let text = |id: Option<Id>| id.map(|id| id.to_string());
        Self {
            id: view.id.to_string(),
            words: view.words,
            place: view.place,
            at: view.at,
            teller: view.teller,
            state: view.state,
            reason: view.reason,
            incident: text(view.incident),
            set: text(view.set),
            photos: view.photos,
            offers: view.offers,
            record: view.record.into(),
        }
    }
}
