//! Sentences as workers write them, in two disjoint sets: one to train the exchange's dictionary,
//! one to fill workloads, so that no measurement is flattered by its own training.

/// What sentences are for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Corpus {
    /// Notes on visits.
    pub notes: Vec<String>,
    /// What happened, for incidents.
    pub words: Vec<String>,
    /// Where.
    pub places: Vec<String>,
}

impl Corpus {
    /// The set that trains dictionaries.
    pub fn training() -> Corpus {
        Corpus::parse(include_str!("../data/training.txt"))
    }

    /// The set that fills workloads.
    pub fn field() -> Corpus {
        Corpus::parse(include_str!("../data/field.txt"))
    }

    /// Reads a set: one sentence a line under the headings `# note`, `# words` and `# place`. Lines
    /// before the first heading are notes, so that a plain list of sentences does as well.
    pub fn parse(text: &str) -> Corpus {
        let mut corpus = Corpus::default();
        let mut section = "note";
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
            match (line.strip_prefix('#'), section) {
                (Some(heading), _) => section = heading.trim(),
                (None, "words") => corpus.words.push(line.to_owned()),
                (None, "place") => corpus.places.push(line.to_owned()),
                (None, _) => corpus.notes.push(line.to_owned()),
            }
        }
        corpus
    }

    /// Every sentence, whatever it is for.
    pub fn all(&self) -> impl Iterator<Item = &str> {
        self.notes.iter().chain(&self.words).chain(&self.places).map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_two_sets_are_disjoint_and_large_enough() {
        let (training, field) = (Corpus::training(), Corpus::field());
        let trained: BTreeSet<&str> = training.all().collect();
        let fielded: BTreeSet<&str> = field.all().collect();
        assert!(trained.is_disjoint(&fielded));
        for (corpus, set) in [(&training, &trained), (&field, &fielded)] {
            assert_eq!(corpus.all().count(), set.len(), "a sentence stands twice");
            assert!(set.len() >= 100);
            assert!(corpus.notes.len() >= 50 && corpus.words.len() >= 30);
            assert!(corpus.places.len() >= 14);
        }
    }

    #[test]
    fn a_plain_list_is_a_list_of_notes() {
        let corpus = Corpus::parse("一句话。\n\n另一句。\n# place\n河边\n");
        assert_eq!((corpus.notes.len(), corpus.places.len()), (2, 1));
    }
}
