//! A code survives being read aloud, typed in any manner, and misread: then it says so.

use gridwork_seal::{EnrolCode, EnrolCodeError, Entropy};
use proptest::prelude::*;

const ALPHABET: &str = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

struct Fixed([u8; 11]);

impl Entropy for Fixed {
    fn fill(&mut self, out: &mut [u8]) {
        out.copy_from_slice(&self.0[..out.len()]);
    }
}

fn code(random: [u8; 11]) -> EnrolCode {
    EnrolCode::generate(&mut Fixed(random))
}

#[test]
fn a_code_shows_as_three_groups_of_four() {
    assert_eq!(code([0; 11]).to_string(), "0000-0000-0000");
    let shown = code([10, 21, 32, 43, 54, 65, 76, 87, 98, 109, 120]).to_string();
    assert_eq!(shown.split('-').map(str::len).collect::<Vec<_>>(), [4, 4, 4]);
}

#[test]
fn an_impossible_character_is_named_by_its_place() {
    let parse = |text: &str| text.parse::<EnrolCode>();
    assert_eq!(parse("0000-00U0-0000"), Err(EnrolCodeError::Character { position: 7 }));
    assert_eq!(parse("0000 0000 000码"), Err(EnrolCodeError::Character { position: 12 }));
    assert_eq!(parse("0000-0000"), Err(EnrolCodeError::Length { found: 8 }));
    assert_eq!(parse("0000-0000-0000-0"), Err(EnrolCodeError::Length { found: 13 }));
    assert_eq!(parse(""), Err(EnrolCodeError::Length { found: 0 }));
}

proptest! {
    #[test]
    fn a_code_parses_however_it_is_typed(random: [u8; 11], style in 0u8..5) {
        let code = code(random);
        let shown = code.to_string();
        let typed = match style {
            0 => shown,
            1 => shown.to_lowercase().replace('-', ""),
            2 => shown.replace('-', " ").replace('0', "O").replace('1', "l"),
            3 => shown.replace('-', "—").replace('0', "o").replace('1', "I"),
            _ => shown.chars().map(|c| match c {
                '-' => '－',
                c => char::from_u32(c as u32 + 0xFEE0).unwrap(),
            }).collect(),
        };
        let parsed: EnrolCode = typed.parse().unwrap();
        prop_assert_eq!(parsed.lookup(), code.lookup());
        prop_assert!(parsed.key().expose() == code.key().expose());
    }

    #[test]
    fn every_single_misreading_and_every_swap_is_noticed(random: [u8; 11]) {
        let shown: Vec<char> = code(random).to_string().replace('-', "").chars().collect();
        for place in 0..12 {
            for other in ALPHABET.chars().filter(|c| *c != shown[place]) {
                let mut misread = shown.clone();
                misread[place] = other;
                let parsed = misread.iter().collect::<String>().parse::<EnrolCode>();
                prop_assert_eq!(parsed, Err(EnrolCodeError::Check));
            }
            for with in (place + 1..12).filter(|with| shown[*with] != shown[place]) {
                let mut swapped = shown.clone();
                swapped.swap(place, with);
                let parsed = swapped.iter().collect::<String>().parse::<EnrolCode>();
                prop_assert_eq!(parsed, Err(EnrolCodeError::Check));
            }
        }
    }

    #[test]
    fn parsing_anything_never_panics(text: String) {
        let _ = text.parse::<EnrolCode>();
    }
}
