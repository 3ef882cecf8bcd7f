//! Names of people and hamlets, put together from parts.

use serde::Deserialize;

use crate::rng::Rng;
use crate::source::SourceError;

/// Sex as in GB/T 2261.1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sex {
    /// 男, code 1.
    Male,
    /// 女, code 2.
    Female,
}

impl Sex {
    /// The code of the standard.
    pub const fn code(self) -> u32 {
        match self {
            Sex::Male => 1,
            Sex::Female => 2,
        }
    }
}

/// The parts names are made of.
#[derive(Debug, Deserialize)]
pub struct Names {
    surnames: Vec<String>,
    male: Given,
    female: Given,
    given: BySex,
    nicknames: BySex,
    hamlet_stems: Vec<String>,
    hamlet_heads: Vec<String>,
    hamlet_tails: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct Given {
    old: Vec<String>,
    middle: Vec<String>,
    young: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct BySex {
    male: Vec<String>,
    female: Vec<String>,
}

impl BySex {
    fn of(&self, sex: Sex) -> &[String] {
        match sex {
            Sex::Male => &self.male,
            Sex::Female => &self.female,
        }
    }
}

impl Names {
    /// Reads the embedded parts.
    pub fn read() -> Result<Names, SourceError> {
        Ok(serde_json::from_str(include_str!("../data/names.json"))?)
    }

    /// A surname, as common as it is in the region.
    pub fn surname(&self, rng: &mut Rng) -> String {
        rng.pick(&self.surnames).cloned().unwrap_or_default()
    }

    /// A full name of somebody of this age.
    pub fn full(&self, rng: &mut Rng, surname: &str, sex: Sex, age: i64) -> String {
        if rng.percent(2) {
            return rng.pick(self.given.of(sex)).cloned().unwrap_or_default();
        }
        let by_sex = match sex {
            Sex::Male => &self.male,
            Sex::Female => &self.female,
        };
        let parts = match age {
            60.. => &by_sex.old,
            30.. => &by_sex.middle,
            _ => &by_sex.young,
        };
        let mut name = surname.to_owned();
        for _ in 0..if rng.percent(78) { 2 } else { 1 } {
            name.extend(rng.pick(parts).map(String::as_str));
        }
        name
    }

    /// What neighbours call somebody.
    pub fn nickname(&self, rng: &mut Rng, sex: Sex) -> String {
        rng.pick(self.nicknames.of(sex)).cloned().unwrap_or_default()
    }

    /// A hamlet's name.
    pub fn hamlet(&self, rng: &mut Rng) -> String {
        let tail = rng.pick(&self.hamlet_tails).cloned().unwrap_or_default();
        match rng.below(10) {
            0..4 => format!("{}家{tail}", self.surname(rng)),
            4..8 => format!("{}{tail}", rng.pick(&self.hamlet_heads).cloned().unwrap_or_default()),
            _ => {
                let stem = rng.pick(&self.hamlet_stems).cloned().unwrap_or_default();
                format!("{stem}{}{tail}", rng.pick(&self.hamlet_heads).cloned().unwrap_or_default())
            }
        }
    }
}
