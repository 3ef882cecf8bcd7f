//! The people of a bundle as the hub's directory knows them: names, officers with every version of
//! their entry, devices with their keys.

use gridwork_model::evidence::Credentials;
use gridwork_model::evidence::guard::key_in_directory;
use gridwork_model::org::{DeviceBinding, Officer, Staff};
use gridwork_model::{Id, Moment};
use gridwork_seal::VerifyingKey;
use serde::{Deserialize, Serialize};

/// `directory.json`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Register {
    /// Who is named.
    pub people: Vec<Staff>,
    /// Entries of the officers' register, every version.
    pub officers: Vec<OfficerVersion>,
    /// Devices with their keys.
    pub devices: Vec<DeviceBinding>,
}

/// One version of an officer's entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfficerVersion {
    /// When it was published, Unix milliseconds.
    pub at: Moment,
    /// The entry.
    pub entry: Officer,
}

impl Register {
    /// The name of a person, empty if it is not here.
    pub fn name(&self, person: &Id) -> &str {
        self.people.iter().find(|it| it.id == *person).map_or("", |it| it.name.as_str())
    }

    /// The entry of an officer as it stood at the time of an act: the last published until then, or,
    /// if the first came later, that one.
    pub fn officer_at(&self, person: &Id, act: Moment) -> Option<&Officer> {
        let own = || self.officers.iter().filter(|it| it.entry.person == *person);
        let until = own().filter(|it| it.at <= act).max_by_key(|it| it.at);
        until.or_else(|| own().min_by_key(|it| it.at)).map(|it| &it.entry)
    }

    /// Whose key it is: of a device, or of an officer's card.
    pub fn owner(&self, key: &VerifyingKey) -> Option<Id> {
        let told = key_in_directory(key.as_bytes());
        let device = self.devices.iter().find(|it| it.signing_key.as_ref() == Some(&told));
        let card = || self.officers.iter().find(|it| it.entry.keys.contains(&told));
        device.map(|it| it.person).or_else(|| card().map(|it| it.entry.person))
    }

    /// Whose device a number is.
    pub fn holder(&self, device: u32) -> Option<Id> {
        self.devices.iter().find(|it| it.device == device).map(|it| it.person)
    }
}

impl Credentials for Register {
    fn officer(&self, person: &Id, act: Moment) -> Option<Officer> {
        self.officer_at(person, act).cloned()
    }

    fn owner(&self, key: &[u8; 32]) -> Option<Id> {
        Register::owner(self, &VerifyingKey(*key))
    }
}
