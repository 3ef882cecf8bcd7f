//! The hub through its public door, without HTTP: a device of the field is played by
//! [`support::Phone`], which speaks the real messages.

mod enrolment;
mod exchange;
mod support;
