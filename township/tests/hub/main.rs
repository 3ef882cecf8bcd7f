//! The hub through its public door, without HTTP: a device of the field is played by
//! [`support::Phone`], which speaks the real messages.

#![allow(clippy::unwrap_used, reason = "a helper that cannot set its test up has failed it")]

mod admission;
#[path = "../../../core/evidence/tests/support/authority.rs"]
mod authority;
mod bounds;
mod console;
mod damage;
mod desk;
mod enrolment;
mod erasure;
mod evidence;
mod evidence_bad;
mod evidence_web;
mod exchange;
mod figures;
mod files;
mod foreign;
mod ground;
mod homes;
mod import;
mod import_roster;
mod ledgers;
mod merging;
mod misuse;
mod newer;
mod people;
mod production;
mod quarantine;
mod restore;
mod sealed;
mod settings;
mod storm;
mod support;
mod walk;
mod web;
mod withheld;
