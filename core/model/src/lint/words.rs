//! Words that ask for what must not be known (DOMAIN §2.7, §9.1), and the words of a setting's name.

/// Content that no template may ask for. Each is refused wherever it stands, because no honest
/// question of this product needs it.
const BANNED: [&str; 22] = [
    "宗教",
    "信教",
    "信仰",
    "礼拜",
    "民族成份",
    "民族情绪",
    "政治倾向",
    "政治观点",
    "思想动态",
    "境外关系",
    "海外关系",
    "性生活",
    "性取向",
    "信访人",
    "上访",
    "重点人员",
    "精神病人名单",
    "吸毒人员",
    "刑满释放",
    "社区矫正",
    "人脸",
    "指纹采集",
];

/// The banned words a text contains.
pub fn banned(text: &str) -> impl Iterator<Item = &'static str> {
    // Spaces between characters would otherwise hide a word.
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    BANNED.into_iter().filter(move |word| text.contains(word))
}

/// The words of a name such as `points.onlineMinutes`, in lower case.
pub(super) fn of_name(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut after_lower = false;
    for c in name.chars() {
        let breaks = !c.is_alphanumeric();
        if breaks || (c.is_uppercase() && after_lower) {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut().filter(|_| !breaks) {
            word.extend(c.to_lowercase());
        }
        after_lower = c.is_lowercase();
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_fall_into_words() {
        assert_eq!(of_name("points.onlineMinutes"), ["points", "online", "minutes"]);
        assert_eq!(of_name("min_photos"), ["min", "photos"]);
        assert_eq!(of_name("RANK"), ["rank"]);
    }

    #[test]
    fn spaces_do_not_hide_a_word() {
        assert_eq!(banned("家庭 宗 教 情况").collect::<Vec<_>>(), ["宗教"]);
        assert_eq!(banned("防火宣传教育").count(), 0);
    }
}
