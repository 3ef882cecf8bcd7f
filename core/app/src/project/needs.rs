//! The row of a needs document: tags by person, for the derivation of tasks and the icon 需协助.

use std::collections::BTreeMap;

use gridwork_model::{Founding, Id};
use gridwork_store::Row;
use serde::{Deserialize, Serialize};

use super::{Subject, row};
use crate::{Code, CoreError};

/// What one purpose needs of a household, as shown.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Needs {
    /// Programmes of the household.
    pub programme: u64,
    /// Tags by person.
    pub tags: BTreeMap<String, u64>,
    /// Kinds of help by person.
    pub help: BTreeMap<String, u64>,
    /// People with a Party unit; of the branch's own needs document only.
    pub party: Vec<String>,
}

pub(super) fn row(subject: &Subject<'_>) -> Result<Row, CoreError> {
    let Founding::Needs { household, .. } = *subject.document.founding() else {
        return Err(Code::Damaged.into());
    };
    let mut needs = Needs { programme: subject.codes(None, "programme"), ..Needs::default() };
    for person in subject.document.members() {
        let key = Id::to_string(&person);
        needs.tags.insert(key.clone(), subject.codes(Some(person), "tags"));
        needs.help.insert(key.clone(), subject.codes(Some(person), "help"));
        if subject.reference(Some(person), "party_unit").is_some() {
            needs.party.push(key);
        }
    }
    let id = subject.document.id();
    Ok(Row { parent: Some(household), ..subject.row(row::NEEDS, id, &needs) })
}
