//! The streams of the measured device, by index.

use gridwork_model::template::Library;
use gridwork_model::{Class, DocumentKind, Founding, Id, Purpose, StreamId};

/// Index of the township's directory.
pub const DIRECTORY: u8 = 0;
/// Index of the cell's roster.
pub const ROSTER: u8 = 1;

/// How many streams the device of the small cases is granted: the first ones of the table.
pub const FEW: usize = 5;

/// What each index stands for. The first five carry the everyday work of a cell.
const TABLE: [(Class, Purpose); 9] = [
    (Class::C0, Purpose::Directory),
    (Class::C2, Purpose::Roster),
    (Class::C1, Purpose::Work),
    (Class::C2, Purpose::Visits),
    (Class::C3, Purpose::Assistance),
    (Class::C1, Purpose::Places),
    (Class::C3, Purpose::Disability),
    (Class::C3, Purpose::Health),
    (Class::C3, Purpose::Veterans),
];

/// How many streams there are.
pub const ALL: usize = TABLE.len();

/// The index of a class and purpose; `None` for what the measured device is not granted.
pub fn index(class: Class, purpose: Purpose) -> Option<u8> {
    TABLE.iter().position(|row| *row == (class, purpose)).map(|place| place as u8)
}

/// The index of the stream a document belongs to.
pub fn index_of(founding: &Founding) -> Option<u8> {
    match founding {
        Founding::Household { .. } => Some(ROSTER),
        Founding::Needs { purpose, .. } => index(Class::C3, *purpose),
        Founding::Place { .. } => index(Class::C1, Purpose::Places),
        Founding::Task { template, .. } => {
            let template = Library::embedded().get(template)?;
            index(template.class, template.purpose)
        }
    }
}

/// The stream of an index for a device of `cell` in `township`.
pub fn stream(index: u8, cell: Id, township: Id) -> Option<StreamId> {
    let (class, purpose) = *TABLE.get(usize::from(index))?;
    let scope = if index == DIRECTORY { township } else { cell };
    Some(StreamId::new(scope, class, purpose))
}

/// Whether a document is a household's, of either class.
pub fn is_household(founding: &Founding) -> bool {
    matches!(founding.kind(), DocumentKind::Household | DocumentKind::Needs)
}
