//! An officer's card opens with its pass-phrase and not otherwise, whatever is done to the paper.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on ends there")]

use std::num::NonZeroU32;

use gridwork_seal::{SealError, SigningKey, SystemEntropy, card};

const FEW: NonZeroU32 = NonZeroU32::new(10).unwrap();

fn a_card(key: &SigningKey) -> String {
    card::write(&mut SystemEntropy, &[7; 16], key, "示例口令一二三四", FEW).unwrap()
}

#[test]
fn a_card_gives_the_key_back_and_says_whose_it_is() {
    let key = SigningKey::from_seed(&[3; 32]);
    let text = a_card(&key);
    assert!(card::is_card(&text));
    let opened = card::open(&format!(" {text}\n"), "示例口令一二三四 ").unwrap();
    assert_eq!((opened.person, opened.key.verifying()), ([7; 16], key.verifying()));
    assert!(!text.contains(&"03".repeat(8)), "the seed does not stand on the paper");
}

#[test]
fn a_wrong_pass_phrase_and_every_changed_character_are_refused() {
    let text = a_card(&SigningKey::from_seed(&[3; 32]));
    let wrong = card::open(&text, "示例口令一二三五").unwrap_err();
    assert_eq!(wrong, SealError::NotSealedByThisKey);
    for place in 0..text.len() {
        let mut changed = text.clone().into_bytes();
        changed[place] = if changed[place] == b'0' { b'1' } else { b'0' };
        let changed = String::from_utf8(changed).unwrap();
        assert!(card::open(&changed, "示例口令一二三四").is_err(), "character {place}");
    }
}

#[test]
fn what_is_no_card_is_refused_without_working_on_it() {
    let text = a_card(&SigningKey::from_seed(&[3; 32]));
    for other in ["", "GWC1|", "GW1|http://x|00|ABC", &text[..text.len() - 2], &format!("{text}00")]
    {
        assert!(matches!(card::open(other, "示例口令一二三四"), Err(SealError::Length { .. })));
    }
    // Four thousand million rounds are not worked through.
    let mut many = text.into_bytes();
    many[5 + 2 * 17..5 + 2 * 21].copy_from_slice(b"FFFFFFFF");
    let many = String::from_utf8(many).unwrap();
    assert_eq!(card::open(&many, "示例口令一二三四").unwrap_err(), SealError::NotSealedByThisKey);
}

#[test]
fn a_short_pass_phrase_makes_no_card() {
    let key = SigningKey::from_seed(&[3; 32]);
    let short = card::write(&mut SystemEntropy, &[7; 16], &key, "1234567  ", FEW);
    assert!(matches!(short, Err(SealError::Length { what: "pass-phrase", .. })));
}
