//! Between the records of this surface and the types of `Core`, one way or both. What comes in is
//! checked for its form only; whether it fits is `Core`'s to say.

mod draft;
pub(crate) mod evidence;
mod form;
mod incident;
mod map;
mod value;
mod view;
mod village;

use gridwork_core::model::Id;

use crate::GridError;
use crate::records as ffi;

/// An id that came in under the name `name`.
pub(crate) fn id(text: &str, name: &str) -> Result<Id, GridError> {
    text.parse().map_err(|_| GridError::argument(name))
}

/// Ids that came in under the name `name`.
pub(crate) fn ids(texts: &[String], name: &str) -> Result<Vec<Id>, GridError> {
    texts.iter().map(|text| id(text, name)).collect()
}

/// An id that may be left out.
pub(crate) fn maybe_id(text: Option<&str>, name: &str) -> Result<Option<Id>, GridError> {
    text.map(|text| id(text, name)).transpose()
}

/// A day that came in as `YYYY-MM-DD`. The type is inferred, so that no calendar crate is named here.
pub(crate) fn day<T: std::str::FromStr>(text: &str, name: &str) -> Result<T, GridError> {
    text.parse().map_err(|_| GridError::argument(name))
}

/// A fixed number of bytes.
pub(crate) fn bytes<const N: usize>(given: &[u8], name: &str) -> Result<[u8; N], GridError> {
    given.try_into().map_err(|_| GridError::argument(name))
}

/// Tasks that came in.
pub(crate) fn tasks(given: Vec<ffi::TaskRef>) -> Result<Vec<gridwork_core::TaskRef>, GridError> {
    given.into_iter().map(TryInto::try_into).collect()
}

/// A list, element by element.
pub(crate) fn list<A, B: From<A>>(items: Vec<A>) -> Vec<B> {
    items.into_iter().map(B::from).collect()
}

impl TryFrom<ffi::TaskRef> for gridwork_core::TaskRef {
    type Error = GridError;

    fn try_from(given: ffi::TaskRef) -> Result<Self, GridError> {
        let target = id(&given.target, "target")?;
        Ok(Self { template: given.template, target, window: given.window })
    }
}

impl TryFrom<ffi::OpenConfig> for gridwork_core::OpenConfig {
    type Error = GridError;

    fn try_from(given: ffi::OpenConfig) -> Result<Self, GridError> {
        Ok(Self {
            data_dir: given.data_dir.into(),
            database_key: bytes(&given.database_key, "database_key")?,
            low_memory: given.low_memory,
            vfs: None,
        })
    }
}

impl TryFrom<ffi::NewPerson> for gridwork_core::NewPerson {
    type Error = GridError;

    fn try_from(given: ffi::NewPerson) -> Result<Self, GridError> {
        let birth = given.birth.map(|text| day(&text, "birth")).transpose()?;
        Ok(Self {
            name: given.name,
            sex: given.sex,
            birth,
            relation: given.relation,
            phone: given.phone,
            residency: given.residency,
        })
    }
}

impl TryFrom<ffi::NewHousehold> for gridwork_core::NewHousehold {
    type Error = GridError;

    fn try_from(given: ffi::NewHousehold) -> Result<Self, GridError> {
        Ok(Self {
            cell: id(&given.cell, "cell")?,
            hamlet: id(&given.hamlet, "hamlet")?,
            address: given.address,
            head: given.head.try_into()?,
        })
    }
}

impl TryFrom<ffi::SplitHousehold> for gridwork_core::SplitHousehold {
    type Error = GridError;

    fn try_from(given: ffi::SplitHousehold) -> Result<Self, GridError> {
        Ok(Self {
            hamlet: id(&given.hamlet, "hamlet")?,
            address: given.address,
            head: id(&given.head, "head")?,
        })
    }
}

impl From<ffi::MoveReason> for gridwork_core::MoveReason {
    fn from(reason: ffi::MoveReason) -> Self {
        match reason {
            ffi::MoveReason::Marriage => Self::Marriage,
            ffi::MoveReason::Split => Self::Split,
            ffi::MoveReason::JoinsRelatives => Self::JoinsRelatives,
            ffi::MoveReason::Mistake => Self::Mistake,
            ffi::MoveReason::Relocation => Self::Relocation,
        }
    }
}

impl From<ffi::SyncBudget> for gridwork_core::SyncBudget {
    fn from(given: ffi::SyncBudget) -> Self {
        let network = given.network.map_or(gridwork_core::Network::Free, |network| match network {
            ffi::Network::Slow => gridwork_core::Network::Slow,
            ffi::Network::Mobile => gridwork_core::Network::Mobile,
            ffi::Network::Free => gridwork_core::Network::Free,
        });
        Self { bytes: given.bytes, files: given.files, network }
    }
}

impl From<ffi::HttpOutcome> for gridwork_core::HttpOutcome {
    fn from(given: ffi::HttpOutcome) -> Self {
        match given {
            ffi::HttpOutcome::Answer { status, body } => Self::Answer { status, body },
            ffi::HttpOutcome::Unreachable => Self::Unreachable,
        }
    }
}

impl From<ffi::RevealReason> for gridwork_core::RevealReason {
    fn from(reason: ffi::RevealReason) -> Self {
        match reason {
            ffi::RevealReason::Visit => Self::Visit,
            ffi::RevealReason::Contact => Self::Contact,
            ffi::RevealReason::Incident => Self::Incident,
            ffi::RevealReason::Evacuation => Self::Evacuation,
            ffi::RevealReason::Benefit => Self::Benefit,
            ffi::RevealReason::Mediation => Self::Mediation,
            ffi::RevealReason::OwnRequest => Self::OwnRequest,
            ffi::RevealReason::Correction => Self::Correction,
            ffi::RevealReason::Supervision => Self::Supervision,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bad_id_names_the_argument_and_not_its_text() {
        let error = id("张三", "household").expect_err("not an id");
        assert_eq!(error, GridError::argument("household"));
        assert!(!error.to_string().contains("张三"));
    }

    #[test]
    fn a_key_of_another_length_is_refused() {
        assert!(bytes::<32>(&[0; 31], "database_key").is_err());
        assert!(bytes::<32>(&[0; 32], "database_key").is_ok());
    }
}
