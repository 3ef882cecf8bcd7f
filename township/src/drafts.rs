//! Task templates from draft to publication. A township drafts, the county publishes: what is published is
//! an item of the directory, the next version of its template, and no version is ever replaced. Whether it
//! may be is decided in `model::template::adopt`.

use gridwork_model::permission::{Action, Object};
use gridwork_model::template::{Library, Template, adopt};
use gridwork_model::{Id, Moment};
use minicbor::{Decode, Encode};
use serde::Serialize;

use crate::audit::{self, Record};
use crate::config::Mode;
use crate::people::Caller;
use crate::storage::Drawer;
use crate::storage::drawer::{decode, key, load, store};
use crate::{Done, Hub, HubError};

/// Most bytes of a template; the largest shipped one has about 6 KB.
const BYTES: usize = 32 * 1024;

/// Most drafts of one township.
const DRAFTS: u64 = 200;

/// Most drafts listed.
const LISTED: usize = 2_000;

#[derive(Encode, Decode)]
struct DraftRecord {
    #[n(0)]
    org: Id,
    /// The template as JSON.
    #[n(1)]
    #[cbor(with = "minicbor::bytes")]
    body: Vec<u8>,
    #[n(2)]
    by: Id,
    #[n(3)]
    by_name: String,
    #[n(4)]
    at: Moment,
}

/// A draft, and what keeps it from being published.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Drafted {
    /// Township it was drafted in; nil for the county.
    #[schema(value_type = String)]
    pub org: Id,
    /// Name of the township; empty for the county.
    pub org_name: String,
    /// The template in full, as `PUT` takes it.
    #[schema(value_type = Object)]
    pub template: Template,
    /// Who wrote it last.
    pub by: String,
    /// When, Unix milliseconds.
    #[schema(value_type = i64)]
    pub at: Moment,
    /// What keeps it from being published, as sentences; nothing if it may be.
    pub findings: Vec<String>,
}

/// A version of a template.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct TemplateVersion {
    /// Number.
    pub version: u32,
    /// Title.
    pub title: String,
    /// Whether new tasks are made from it.
    pub in_force: bool,
    /// Whether it came with the program, not from a publication.
    pub shipped: bool,
    /// When it was published, Unix milliseconds.
    #[schema(value_type = Option<i64>)]
    pub published: Option<Moment>,
}

fn draft_key(org: Id, id: &str) -> Vec<u8> {
    key(&[org.as_bytes(), Id::derived("template draft", &[id.as_bytes()]).as_bytes()])
}

impl Hub {
    fn drafted(&self, record: &DraftRecord, library: &Library) -> Done<Drafted> {
        let template: Template =
            serde_json::from_slice(&record.body).map_err(|_| HubError::Invalid("template"))?;
        let findings = adopt::findings(library, &template, self.mode() == Mode::Production);
        let township = self.standing().directory.unit(record.org).map(|unit| unit.name.clone());
        Ok(Drafted {
            org: record.org,
            org_name: township.unwrap_or_default(),
            template,
            by: record.by_name.clone(),
            at: record.at,
            findings,
        })
    }

    /// Drafts of the caller's township; all of them for the county.
    pub fn template_drafts(&self, caller: &Caller, now: Moment) -> Done<Vec<Drafted>> {
        self.permit(caller, Action::Write, Object::Templates, caller.org, now)?;
        let prefix = if caller.org.is_nil() { Vec::new() } else { key(&[caller.org.as_bytes()]) };
        let library = self.standing().directory.library();
        let rows = self.storage.reading()?.list(Drawer::Drafts, &prefix, None, LISTED)?;
        rows.iter().map(|(_, value)| self.drafted(&decode(value)?, &library)).collect()
    }

    /// Keeps a draft; says what keeps it from being published.
    pub fn draft_template(&self, caller: &Caller, draft: &Template, now: Moment) -> Done<Drafted> {
        let object = Object::Templates;
        let permitted = self.permit(caller, Action::Write, object, caller.org, now)?;
        let body = serde_json::to_vec(draft).map_err(|_| HubError::Invalid("template"))?;
        if body.len() > BYTES {
            return Err(HubError::Invalid("template: too large"));
        }
        let at = draft_key(caller.org, &draft.id);
        let record = DraftRecord {
            org: caller.org,
            body,
            by: caller.person,
            by_name: caller.name.clone(),
            at: now,
        };
        let library = self.standing().directory.library();
        let drafted = self.drafted(&record, &library)?;
        let mut w = self.storage.writing()?;
        let known = w.get(Drawer::Drafts, &at)?.is_some();
        if !known && w.count(Drawer::Drafts, caller.org.as_bytes())? >= DRAFTS {
            return Err(HubError::Conflict("too many drafts"));
        }
        store(&mut *w, Drawer::Drafts, &at, &record)?;
        let by = caller.actor(permitted.role);
        let said = Record::done(now, by, "template.draft", caller.org, None);
        audit::append(&mut *w, said.with(&draft.id))?;
        w.commit()?;
        Ok(drafted)
    }

    /// Gives a draft up.
    pub fn drop_draft(&self, caller: &Caller, org: Id, id: &str, now: Moment) -> Done<()> {
        let org = if caller.org.is_nil() { org } else { caller.org };
        let permitted = self.permit(caller, Action::Write, Object::Templates, caller.org, now)?;
        let at = draft_key(org, id);
        let mut w = self.storage.writing()?;
        if w.get(Drawer::Drafts, &at)?.is_none() {
            return Err(HubError::NotFound("draft"));
        }
        w.remove(Drawer::Drafts, &at)?;
        let by = caller.actor(permitted.role);
        audit::append(&mut *w, Record::done(now, by, "template.drop", org, None).with(id))?;
        Ok(w.commit()?)
    }

    /// Publishes a draft as the next version of its template, for the whole county. Refused while
    /// anything is found.
    pub fn publish_template(&self, caller: &Caller, org: Id, id: &str, now: Moment) -> Done<u32> {
        // Templates are everybody's: a township approves what is its own, the county what all get.
        let permitted = self.permit(caller, Action::Approve, Object::Templates, Id::NIL, now)?;
        if !caller.org.is_nil() {
            return Err(HubError::NotPermitted);
        }
        let by = caller.actor(permitted.role);
        self.change_directory(by.clone(), now, |w| {
            let at = draft_key(org, id);
            let record: DraftRecord =
                load(&*w, Drawer::Drafts, &at)?.ok_or(HubError::NotFound("draft"))?;
            let library = self.standing().directory.library();
            let drafted = self.drafted(&record, &library)?;
            if !drafted.findings.is_empty() {
                return Err(HubError::Invalid("template with findings"));
            }
            let mut template = drafted.template;
            let last = library.versions(id).last().map_or(0, |known| known.version);
            template.version = last + 1;
            w.remove(Drawer::Drafts, &at)?;
            let said = Record::done(now, by, "template.publish", Id::NIL, Some(template.item_id()));
            audit::append(w, said.with(format!("{id} version {}", template.version)))?;
            Ok((vec![template.directory_item()], template.version))
        })
    }

    /// Every version of a template, oldest first.
    pub fn template_versions(
        &self,
        caller: &Caller,
        id: &str,
        now: Moment,
    ) -> Done<Vec<TemplateVersion>> {
        self.permit(caller, Action::Read, Object::Templates, caller.org, now)?;
        let library = self.standing().directory.library();
        let in_force = library.get(id).map(|template| template.version);
        let shipped = Library::embedded();
        let mut versions = Vec::new();
        for template in library.versions(id) {
            let history = self
                .directory_history(gridwork_model::directory::kind::TEMPLATE, template.item_id())?;
            let published = history.first().map(|(_, at, _)| *at);
            versions.push(TemplateVersion {
                version: template.version,
                title: template.zh.clone(),
                in_force: in_force == Some(template.version),
                shipped: published.is_none() && shipped.get(id).is_some(),
                published,
            });
        }
        match versions.is_empty() {
            true => Err(HubError::NotFound("template")),
            false => Ok(versions),
        }
    }

    /// One version of a template in full.
    pub fn template_version(
        &self,
        caller: &Caller,
        id: &str,
        version: u32,
        now: Moment,
    ) -> Done<Template> {
        self.permit(caller, Action::Read, Object::Templates, caller.org, now)?;
        let library = self.standing().directory.library();
        library.version(id, version).cloned().ok_or(HubError::NotFound("template"))
    }
}
