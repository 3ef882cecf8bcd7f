//! What a paper form 来件登记表 says beside the report itself: when, who told it, what was done first, who
//! wrote it down. It is keyed in behind the words of the report, so that nothing of the paper is lost.

use gridwork_model::Moment;
use serde::Deserialize;

use crate::{Done, HubError};

/// A paper form, as it is keyed in.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PaperForm {
    /// When it was told, Unix milliseconds.
    #[schema(value_type = i64)]
    pub at: Moment,
    /// Who told it; may be empty.
    pub by: String,
    /// Telephone of whoever told it; may be empty.
    pub phone: String,
    /// What was done first; may be empty.
    pub first: String,
    /// Who filled the form in.
    pub writer: String,
}

impl PaperForm {
    /// The words of the report with what the form says behind them.
    pub fn words(&self, words: &str, now: Moment) -> Done<String> {
        if self.at > now {
            return Err(HubError::Invalid("time"));
        }
        let bounds = [(&self.by, 40), (&self.phone, 20), (&self.first, 200), (&self.writer, 40)];
        if bounds.iter().any(|(text, most)| text.chars().count() > *most) {
            return Err(HubError::Invalid("paper form"));
        }
        let writer = self.writer.trim();
        if writer.is_empty() {
            return Err(HubError::Invalid("writer"));
        }
        let at = self.at.local().format("%m-%d %H:%M").to_string();
        let told = [at.as_str(), self.by.trim(), self.phone.trim()];
        let told: Vec<&str> = told.into_iter().filter(|text| !text.is_empty()).collect();
        let first = self.first.trim();
        let first =
            if first.is_empty() { String::new() } else { format!("；先办了：{first}") };
        Ok(format!("{}（{}报{first}；{writer}记）", words.trim(), told.join(" ")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form() -> PaperForm {
        let text = str::to_owned;
        // 2026-10-08 08:20 in the county.
        let at = Moment(1_791_418_800_000);
        let (by, phone) = (text("示例甲"), text("15501990001"));
        PaperForm { at, by, phone, first: text("先拦了路"), writer: text("示例乙") }
    }

    #[test]
    fn everything_on_the_paper_stands_behind_the_words() {
        let words = form().words(" 桥板松了 ", Moment(i64::MAX)).unwrap();
        let told = "示例甲 15501990001报；先办了：先拦了路；示例乙记）";
        assert!(words.starts_with("桥板松了（10-08 ") && words.ends_with(told), "{words}");
        let bare =
            PaperForm { by: String::new(), phone: " ".into(), first: String::new(), ..form() };
        let words = bare.words("桥板松了", Moment(i64::MAX)).unwrap();
        assert!(words.ends_with("报；示例乙记）") && !words.contains("先办了"), "{words}");
    }

    #[test]
    fn a_form_from_the_future_too_long_or_by_nobody_is_refused() {
        let now = form().at;
        assert!(form().words("桥", Moment(now.0 - 1)).is_err());
        let nobody = PaperForm { writer: " ".into(), ..form() };
        assert!(nobody.words("桥", now).is_err());
        let long = PaperForm { first: "长".repeat(201), ..form() };
        assert!(long.words("桥", now).is_err());
    }
}
