//! Relations to the head of household as lists write them.

use gridwork_model::roster::Kin;

/// Words people use where the standard has others.
const SYNONYMS: &[(&str, u32)] = &[
    ("丈夫", 11),
    ("妻子", 12),
    ("儿子", 20),
    ("养子", 27),
    ("继子", 27),
    ("女儿", 30),
    ("二女", 33),
    ("养女", 37),
    ("继女", 37),
    ("媳妇", 38),
    ("孙辈", 40),
    ("外孙", 43),
    ("孙媳妇", 45),
    ("孙女婿", 46),
    ("曾孙", 47),
    ("父", 51),
    ("母", 52),
    ("继父", 57),
    ("养父", 57),
    ("继母", 58),
    ("养母", 58),
    ("祖父母", 60),
    ("哥哥", 71),
    ("嫂子", 72),
    ("弟弟", 73),
    ("姐", 75),
    ("妹", 77),
    ("叔叔", 83),
    ("婶婶", 84),
    ("舅舅", 85),
];

/// The code of a relation (GB/T 4761) given in words or as its two digits.
pub fn relation_code(text: &str) -> Option<u32> {
    let digits = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
    if digits {
        return Kin::from_code(text.parse().ok()?).map(Kin::code);
    }
    let standard = (1..100).filter_map(Kin::from_code).find(|kin| kin.zh() == text);
    let synonym = || SYNONYMS.iter().find(|(word, _)| *word == text).map(|(_, code)| *code);
    standard.map(Kin::code).or_else(synonym)
}
