//! `gridwork-verify FILE [--json]`: checks a bundle of evidence and says what holds.

fn main() {}
