//! Words in every place where a phone may write some, for the pages that show them.

use gridwork_core::{NewClue, NewHousehold, NewIncident, NewPerson};
use gridwork_model::Value as Held;
use gridwork_model::incident::Step;
use serde_json::{Value, json};

use super::{Stage, at};

/// A household by address, head, other name and note; an incident by words, place and what was done; a
/// clue by words and place.
pub(super) fn write(stage: &mut Stage, words: &str) -> Result<Value, String> {
    let hamlet = stage.hamlet().ok_or("the cell has no hamlet")?;
    let phone = &mut stage.phones[0];
    let core = phone.core();
    let head = NewPerson {
        name: words.to_owned(),
        sex: 1,
        relation: 2,
        residency: 1,
        ..NewPerson::default()
    };
    let new = NewHousehold { cell: phone.scope, hamlet, address: words.to_owned(), head };
    let household = core.add_household(new).map_err(at("household"))?;
    let person = core.household(household).map_err(at("household"))?.members[0].person;
    let text = Held::Text(words.to_owned());
    core.edit_member(household, person, "alias", text).map_err(at("alias"))?;
    core.note_household(household, words).map_err(at("note"))?;
    let report = NewIncident {
        words: words.to_owned(),
        category: "H01".to_owned(),
        cell: Some(phone.scope),
        place: Some(words.to_owned()),
        hamlet: Some(hamlet),
        ..NewIncident::default()
    };
    let incident = core.report(report).map_err(at("report"))?;
    let clue = NewClue { words: words.to_owned(), place: words.to_owned(), ..NewClue::default() };
    core.tell_clue(clue).map_err(at("clue"))?;
    phone.sync(&stage.world);
    let solved = Step::SelfSolve { done: words.to_owned() };
    phone.core().incident_step(incident, solved).map_err(at("step"))?;
    phone.sync(&stage.world);
    Ok(json!({ "household": household, "incident": incident }))
}
