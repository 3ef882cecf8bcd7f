//! Masking 脱敏 (DOMAIN §2.10). What a role may not see in full is masked *here*, at the hub or before
//! a list is built, never on a screen alone.

/// Compound surnames 复姓 in use; everything else has a surname of one character.
const COMPOUND: [&str; 24] = [
    "欧阳", "上官", "司马", "诸葛", "皇甫", "尉迟", "公孙", "慕容", "令狐", "宇文", "长孙", "司徒",
    "夏侯", "东方", "轩辕", "呼延", "端木", "独孤", "南宫", "赫连", "澹台", "钟离", "淳于", "万俟",
];

/// Splits a name into surname and given name. A name without a Chinese surname, such as most Mongolian
/// names, is split after its first character, which is all a list shows of it.
pub fn split_name(name: &str) -> (&str, &str) {
    let name = name.trim();
    // Two characters of a compound surname alone are a surname of one and a given name.
    let compound =
        COMPOUND.iter().find(|surname| name.starts_with(**surname) && name.chars().count() > 2);
    let at = match compound {
        Some(surname) => surname.len(),
        None => name.chars().next().map_or(0, char::len_utf8),
    };
    name.split_at(at)
}

/// `张*`, `欧阳**`: the surname, and a star for each character of the given name.
pub fn name(name: &str) -> String {
    let (surname, given) = split_name(name);
    format!("{surname}{}", "*".repeat(given.chars().count().max(1)))
}

/// A child: the given name only, without the family's.
pub fn child(name: &str) -> String {
    let (surname, given) = split_name(name);
    if given.is_empty() { surname.to_owned() } else { given.to_owned() }
}

/// `**************002X`: the last four. Never together with the birth date.
pub fn id_number(number: &str) -> String {
    let chars: Vec<char> = number.trim().chars().collect();
    let hidden = chars.len().saturating_sub(4);
    // A number too short to have a middle shows nothing.
    let shown = if hidden < 8 { chars.len() } else { hidden };
    "*".repeat(shown) + &chars[shown..].iter().collect::<String>()
}

/// `138****5678`. A land line shows its last two digits, a short number belongs to nobody.
pub fn phone(phone: &str) -> String {
    let digits: String = phone.strip_prefix("+86").unwrap_or(phone).chars().collect();
    let count = digits.chars().count();
    match count {
        0..=6 if digits.bytes().all(|b| b.is_ascii_digit()) && count <= 5 => digits,
        11 if digits.is_ascii() => format!("{}****{}", &digits[..3], &digits[7..]),
        _ => {
            let tail: String = digits.chars().skip(count.saturating_sub(2)).collect();
            "*".repeat(count.saturating_sub(2)) + &tail
        }
    }
}

/// An address in a list or on a notice is the hamlet, without the house.
pub fn address(hamlet: &str) -> String {
    hamlet.trim().to_owned()
}

/// Health and disability in a list: that help is needed, not why.
pub const NEEDS_HELP: &str = "需协助";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_keep_their_surname_and_length() {
        for (full, masked) in [
            ("张三", "张*"),
            ("王小明", "王**"),
            ("欧阳修", "欧阳*"),
            ("欧阳小明", "欧阳**"),
            ("东方", "东*"),
            ("乌兰其其格", "乌****"),
            ("王", "王*"),
            ("", "*"),
        ] {
            assert_eq!(name(full), masked, "{full}");
        }
    }

    #[test]
    fn a_child_is_called_by_the_given_name() {
        assert_eq!(child("王小明"), "小明");
        assert_eq!(child("诸葛小明"), "小明");
        assert_eq!(child("宝"), "宝");
    }

    #[test]
    fn an_id_number_shows_its_last_four_and_no_birth_date() {
        assert_eq!(id_number("11010519491231002X"), "**************002X");
        assert_eq!(id_number("123456"), "******");
    }

    #[test]
    fn telephones_hide_their_middle() {
        assert_eq!(phone("+8613800005678"), "138****5678");
        assert_eq!(phone("13800005678"), "138****5678");
        assert_eq!(phone("+864718811234"), "********34");
        assert_eq!(phone("119"), "119");
        assert_eq!(phone("家里电话一二三四五六"), "********五六");
    }

    #[test]
    fn no_masked_id_or_phone_contains_the_birth_date_or_the_whole() {
        let masked = id_number("150199195103070013");
        assert!(!masked.contains("19510307"));
        assert!(!phone("13800005678").contains("0000"));
    }
}
