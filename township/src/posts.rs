//! 定人定岗定责: who holds which post with which duties, who stands in, who is away, who takes over, who
//! leaves.

use chrono::NaiveDate;
use gridwork_model::directory::{DirectoryItem, kind};
use gridwork_model::org::{Absence, Assignment, DutyRef, Handover};
use gridwork_model::permission::{Action, Object};
use gridwork_model::validity::Validity;
use gridwork_model::{Id, Moment};

use crate::audit::Actor;
use crate::people::Caller;
use crate::{Done, Hub, HubError};

/// Most duty lists of one post.
const DUTIES: usize = 12;

/// Most characters of the name of a duty list.
const DUTY_NAME: usize = 60;

impl Hub {
    /// Puts somebody into a post.
    pub fn assign(&self, caller: &Caller, new: Assignment, now: Moment) -> Done<Id> {
        let standing = self.standing();
        let directory = &standing.directory;
        let org = standing.org_of(new.scope);
        let known = directory.post(new.post).is_some() && directory.staff(new.person).is_some();
        if !known || new.deputy.is_some_and(|deputy| directory.staff(deputy).is_none()) {
            return Err(HubError::NotFound("post or person"));
        }
        if standing.org_of_post(new.post) != org || new.deputy == Some(new.person) {
            return Err(HubError::Invalid("assignment"));
        }
        let by = self.may_assign(caller, new.scope, now)?;
        let id = new.id;
        self.put_directory(vec![new.into()], by, now)?;
        Ok(id)
    }

    fn may_assign(&self, caller: &Caller, scope: Id, now: Moment) -> Done<Actor> {
        let permitted = self.permit(caller, Action::Write, Object::Directory, scope, now)?;
        Ok(caller.actor(permitted.role))
    }

    fn assignment(&self, id: Id) -> Done<Assignment> {
        let standing = self.standing();
        let found = standing.directory.item(kind::ASSIGNMENT, id);
        match found {
            Some(DirectoryItem::Assignment(assignment)) => Ok(assignment.clone()),
            _ => Err(HubError::NotFound("assignment")),
        }
    }

    /// Notes that the holder of a post is away; the deputy acts as the rules say.
    pub fn note_absence(&self, caller: &Caller, id: Id, absence: Absence, now: Moment) -> Done<()> {
        let mut assignment = self.assignment(id)?;
        let by = self.may_assign(caller, assignment.scope, now)?;
        if absence.back.is_some_and(|back| back <= absence.from) {
            return Err(HubError::Invalid("days"));
        }
        assignment.absences.retain(|old| old.from != absence.from);
        assignment.absences.push(absence);
        self.put_directory(vec![assignment.into()], by, now).map(drop)
    }

    /// Ends an assignment: from this day on its holder is no longer in the post.
    pub fn end_post(&self, caller: &Caller, id: Id, on: NaiveDate, now: Moment) -> Done<()> {
        let mut assignment = self.assignment(id)?;
        let by = self.may_assign(caller, assignment.scope, now)?;
        let over = assignment.validity.valid_to.is_some_and(|end| end <= now.day());
        let early = assignment.validity.valid_from.is_some_and(|from| on < from);
        if over || early || on < now.day() {
            return Err(HubError::Invalid("day"));
        }
        assignment.validity.valid_to = Some(on);
        self.put_directory(vec![assignment.into()], by, now).map(drop)
    }

    /// 定责: the duty lists of a post, who stands in, and whether it hangs on the notice board.
    pub fn change_post(
        &self,
        caller: &Caller,
        id: Id,
        (deputy, duties, published): (Option<Id>, Vec<DutyRef>, bool),
        now: Moment,
    ) -> Done<()> {
        let mut assignment = self.assignment(id)?;
        let by = self.may_assign(caller, assignment.scope, now)?;
        let standing = self.standing();
        if deputy.is_some_and(|deputy| standing.directory.staff(deputy).is_none()) {
            return Err(HubError::NotFound("person"));
        }
        if deputy == Some(assignment.person) {
            return Err(HubError::Invalid("deputy"));
        }
        let mut ids: Vec<&str> = duties.iter().map(|duty| duty.id.trim()).collect();
        ids.sort_unstable();
        let twice = ids.windows(2).any(|two| two[0] == two[1]);
        let fits = |duty: &DutyRef| {
            let length = duty.id.trim().chars().count();
            (1..=DUTY_NAME).contains(&length) && duty.version > 0
        };
        if twice || duties.len() > DUTIES || !duties.iter().all(fits) {
            return Err(HubError::Invalid("duties"));
        }
        let trimmed = |duty: DutyRef| DutyRef { id: duty.id.trim().to_owned(), ..duty };
        assignment.duties = duties.into_iter().map(trimmed).collect();
        (assignment.deputy, assignment.published) = (deputy, published);
        self.put_directory(vec![assignment.into()], by, now).map(drop)
    }

    /// 交接: ends an assignment and begins one for the successor, in the same post and scope.
    pub fn hand_over(&self, caller: &Caller, id: Id, handover: Handover, now: Moment) -> Done<Id> {
        let mut old = self.assignment(id)?;
        let by = self.may_assign(caller, old.scope, now)?;
        if !old.validity.holds(now.day()) || handover.to == old.person {
            return Err(HubError::Invalid("handover"));
        }
        if self.standing().directory.staff(handover.to).is_none() {
            return Err(HubError::NotFound("person"));
        }
        let mut next =
            Assignment::new(self.fresh_id(now), handover.to, old.post, old.scope, handover.on);
        next.duties.clone_from(&old.duties);
        next.deputy = old.deputy.filter(|deputy| *deputy != handover.to);
        old.validity = Validity { valid_to: Some(handover.on), ..old.validity };
        old.handover = Some(handover);
        let id = next.id;
        self.put_directory(vec![old.into(), next.into()], by, now)?;
        Ok(id)
    }
}
