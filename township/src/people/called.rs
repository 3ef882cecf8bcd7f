//! What people are called: whoever has a log-in of the township by the name there, because who sits at
//! the township need not be in the directory; everybody else by the directory.

use std::collections::HashMap;
use std::sync::Arc;

use gridwork_model::Id;

use crate::directory::Standing;
use crate::{Done, Hub};

/// Names by person.
pub(crate) struct Called {
    standing: Arc<Standing>,
    log_ins: HashMap<Id, String>,
}

impl Called {
    /// The name of a person; empty for nobody known.
    pub(crate) fn name(&self, person: &Id) -> String {
        let log_in = self.log_ins.get(person).cloned();
        log_in.unwrap_or_else(|| self.standing.name_of_person(person))
    }
}

impl Hub {
    /// What people are called in a township, the county's own among them.
    pub(crate) fn called(&self, org: Id) -> Done<Called> {
        let mut log_ins = HashMap::new();
        for org in if org.is_nil() { vec![org] } else { vec![Id::NIL, org] } {
            log_ins.extend(self.staff(org)?.into_iter().map(|staff| (staff.person, staff.name)));
        }
        Ok(Called { standing: self.standing(), log_ins })
    }
}
