//! What people would type: clauses of given sentences, put together anew each time.

use gridwork_county::texts::Corpus;

use crate::seeded::Seeded;

/// Where a clause ends.
const ENDS: [char; 8] = [',', '，', '。', ';', '；', '!', '！', '?'];

/// Clauses to fill notes and answers with.
#[derive(Clone, Debug)]
pub struct Texts {
    notes: Vec<String>,
    places: Vec<String>,
}

impl Texts {
    /// The county's field sentences, which no dictionary was trained on.
    pub fn field() -> Texts {
        Texts::of(&Corpus::field())
    }

    /// Sentences of a file, one a line; headings `# words` and `# place` as in the county's data.
    /// Without a heading for places they are filled from the same sentences; the field sentences
    /// stand in for a file that has none at all.
    pub fn parse(text: &str) -> Texts {
        let (given, field) = (Texts::of(&Corpus::parse(text)), Texts::field());
        let or = |given: Vec<String>, other: &[String]| match given.is_empty() {
            true => other.to_vec(),
            false => given,
        };
        let notes = or(given.notes, &field.notes);
        Texts { places: or(given.places, &notes), notes }
    }

    fn of(corpus: &Corpus) -> Texts {
        let notes = corpus.notes.iter().chain(&corpus.words).flat_map(|text| clauses(text));
        Texts { notes: notes.collect(), places: corpus.places.clone() }
    }

    /// A note of `from` to `to` characters.
    pub fn note(&self, dice: &mut Seeded, from: usize, to: usize) -> String {
        let wanted = from + dice.below((to - from + 1) as u64) as usize;
        let mut note = String::new();
        let mut length = 0;
        while length < wanted {
            let Some(clause) = dice.pick(&self.notes) else { break };
            note.push_str(clause);
            note.push(',');
            length += clause.chars().count() + 1;
        }
        note.chars().take(wanted).collect()
    }

    /// A few words of at most `most` characters.
    pub fn words(&self, dice: &mut Seeded, most: usize) -> String {
        dice.pick(&self.notes).map_or(String::new(), |text| text.chars().take(most).collect())
    }

    /// Words for a place.
    pub fn place(&self, dice: &mut Seeded) -> String {
        dice.pick(&self.places).map_or(String::new(), |text| text.chars().take(20).collect())
    }
}

fn clauses(text: &str) -> Vec<String> {
    text.split(ENDS).map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_have_the_length_asked_for_and_come_from_the_file_given() {
        let texts = Texts::parse("甲乙丙丁戊己。庚辛壬癸\n");
        let mut dice = Seeded::new(1);
        for _ in 0..50 {
            let note = texts.note(&mut dice, 30, 80);
            assert!((30..=80).contains(&note.chars().count()));
            assert!(note.chars().all(|c| "甲乙丙丁戊己庚辛壬癸,".contains(c)), "{note}");
        }
        let place = texts.place(&mut dice);
        assert!(["甲乙丙丁戊己", "庚辛壬癸"].contains(&place.as_str()), "{place}");
    }
}
