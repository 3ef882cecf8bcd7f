//! What a change chooses between values and where it moves people: both may be allowed to somebody
//! who may write nothing else.

use std::collections::BTreeSet;

use gridwork_document::{Document, Inspected, Rejected, Write};
use gridwork_model::Path;

/// Field of a household that says it was merged into another: only a move may write it.
const MERGED_INTO: &str = "merged_into";

/// Fields of a member that say that the person went elsewhere.
const LEAVING: [&str; 2] = ["left", "left_on"];

/// The choices of one change.
#[derive(Default)]
pub(super) struct Choices {
    /// Fields in which it says what is to stand instead of several values.
    pub chosen: BTreeSet<Path>,
    /// Fields that held several values and no longer do.
    pub settled: BTreeSet<Path>,
}

impl Choices {
    /// Tries the change on a copy if it may decide between values; most changes do not.
    pub(super) fn of(document: &Document, inspected: &Inspected) -> Result<Choices, Rejected> {
        let writes = &inspected.change().writes;
        let mut choices = Choices::default();
        if !writes.iter().any(Write::may_choose) {
            return Ok(choices);
        }
        let mut before = document.clone();
        before.settle()?;
        let mut after = before.clone();
        after.stage(inspected.clone());
        after.settle()?;
        let disputed =
            |at: &Document, path: &Path| at.field(path).is_some_and(|field| field.in_conflict());
        for write in writes.iter().filter(|write| write.may_choose()) {
            let held_two = disputed(&before, &write.path);
            // Somebody else settled it meanwhile: the choice stands beside the other one.
            let overtaken = write.replaces > 1 && write.replaces_standing == 0;
            if (held_two && write.replaces > 1) || overtaken {
                choices.chosen.insert(write.path.clone());
            }
            if held_two && !disputed(&after, &write.path) {
                choices.settled.insert(write.path.clone());
            }
        }
        Ok(choices)
    }
}

/// Whether a write says no more than where somebody belongs: a person who leaves a household or
/// comes into one with what is known of them, a household that goes on in another.
pub(super) fn moves(write: &Write) -> bool {
    write.new_member
        || merges(&write.path)
        || (write.path.member.is_some() && LEAVING.contains(&write.path.field.as_str()))
}

/// Whether a household is said to go on in another.
pub(super) fn merges(path: &Path) -> bool {
    path.member.is_none() && path.field == MERGED_INTO
}
