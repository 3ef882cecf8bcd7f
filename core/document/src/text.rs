//! The difference between two texts, so that a rewritten note merges with other people's edits.

/// One step that turns the old text into the new one, walking over the old from its start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// The next old character stays.
    Keep,
    /// The next old character goes.
    Delete,
    /// A character comes in here.
    Insert(char),
}

/// A shortest list of steps (longest common subsequence). Notes have a few hundred characters, so
/// a table of old × new is small.
pub(crate) fn diff(old: &[char], new: &[char]) -> Vec<Step> {
    let prefix = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let (old_rest, new_rest) = (&old[prefix..], &new[prefix..]);
    let suffix =
        old_rest.iter().rev().zip(new_rest.iter().rev()).take_while(|(a, b)| a == b).count();
    let middle = (&old_rest[..old_rest.len() - suffix], &new_rest[..new_rest.len() - suffix]);

    let mut steps = vec![Step::Keep; prefix];
    diff_middle(middle.0, middle.1, &mut steps);
    steps.extend(std::iter::repeat_n(Step::Keep, suffix));
    steps
}

fn diff_middle(old: &[char], new: &[char], steps: &mut Vec<Step>) {
    let width = new.len() + 1;
    // common[i * width + j]: length of the longest common subsequence of old[i..] and new[j..].
    let mut common = vec![0u16; (old.len() + 1) * width];
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            common[i * width + j] = if old[i] == new[j] {
                common[(i + 1) * width + j + 1] + 1
            } else {
                common[(i + 1) * width + j].max(common[i * width + j + 1])
            };
        }
    }
    let (mut i, mut j) = (0, 0);
    while i < old.len() || j < new.len() {
        if i < old.len() && j < new.len() && old[i] == new[j] {
            steps.push(Step::Keep);
            (i, j) = (i + 1, j + 1);
        } else if j == new.len()
            || i < old.len() && common[(i + 1) * width + j] >= common[i * width + j + 1]
        {
            steps.push(Step::Delete);
            i += 1;
        } else {
            steps.push(Step::Insert(new[j]));
            j += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn apply(old: &[char], steps: &[Step]) -> String {
        let mut old = old.iter();
        let mut text = String::new();
        for step in steps {
            match step {
                Step::Keep => text.extend(old.next()),
                Step::Delete => _ = old.next(),
                Step::Insert(c) => text.push(*c),
            }
        }
        text
    }

    proptest! {
        #[test]
        fn the_steps_lead_from_old_to_new(old in "[ab雪]{0,20}", new in "[ab雪]{0,20}") {
            let (old, new): (Vec<char>, Vec<char>) = (old.chars().collect(), new.chars().collect());
            prop_assert_eq!(apply(&old, &diff(&old, &new)), new.iter().collect::<String>());
        }
    }

    #[test]
    fn what_did_not_change_is_kept() {
        let (old, new): (Vec<char>, Vec<char>) =
            ("烟道通畅，炉火安全".chars().collect(), "烟道已清通，炉火安全".chars().collect());
        let kept = diff(&old, &new).iter().filter(|step| **step == Step::Keep).count();
        assert_eq!(kept, 8);
    }
}
