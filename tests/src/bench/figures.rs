//! Figures with their limits, as a table for people and as one line of JSON.

use std::fmt;

use serde_json::{Map, Value, json};

/// A part of the figures that can be measured alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Section {
    /// Bytes of the exchange, beside Automerge's own protocol.
    Exchange,
    /// Stripping and rebuilding.
    Codec,
    /// The phone.
    Local,
    /// The hub's admission.
    Hub,
    /// Evidence on the phone: capture, memory, what a cut line sends again.
    Capture,
    /// Evidence: bundle, check.
    Evidence,
    /// What the console asks, at the county's scale.
    Console,
}

/// A bound of a figure.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Limit {
    /// Not above.
    Most(f64),
    /// Not below.
    Least(f64),
}

impl Limit {
    /// Whether a value keeps the bound.
    pub fn holds(self, value: f64) -> bool {
        match self {
            Limit::Most(most) => value <= most,
            Limit::Least(least) => value >= least,
        }
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Limit::Most(most) => write!(f, "≤ {}", Number(*most)),
            Limit::Least(least) => write!(f, "≥ {}", Number(*least)),
        }
    }
}

/// One measured number.
#[derive(Clone, Debug)]
pub struct Figure {
    /// What it is, for people.
    pub name: String,
    /// Its unit.
    pub unit: &'static str,
    /// What was measured.
    pub value: f64,
    /// What must hold.
    pub must: Option<Limit>,
    /// What is aimed at.
    pub aim: Option<Limit>,
}

impl Figure {
    /// A number that is only told.
    pub fn told(name: impl Into<String>, unit: &'static str, value: f64) -> Figure {
        Figure { name: name.into(), unit, value, must: None, aim: None }
    }

    /// The same with what must hold.
    pub fn must(self, limit: Limit) -> Figure {
        Figure { must: Some(limit), ..self }
    }

    /// The same with what is aimed at.
    pub fn aim(self, limit: Limit) -> Figure {
        Figure { aim: Some(limit), ..self }
    }

    /// Whether what must hold holds.
    pub fn passes(&self) -> bool {
        self.must.is_none_or(|limit| limit.holds(self.value))
    }

    fn verdict(&self) -> &'static str {
        match (self.must, self.aim) {
            (None, _) => "",
            _ if !self.passes() => "FAIL",
            (_, Some(aim)) if aim.holds(self.value) => "pass, aim met",
            _ => "pass",
        }
    }
}

/// What the JSON of a whole run is read for, besides the cases of the exchange.
const NAMED: [&str; 13] = [
    "local/durable_answer_ratio",
    "local/open_first_page_ms",
    "local/search_ms",
    "local/memory_mb",
    "hub/admission_per_s",
    "hub/admission_cold_per_s",
    "codec/encode_us",
    "codec/decode_us",
    "evidence/capture_ratio",
    "evidence/capture_memory_mb",
    "evidence/resend_percent",
    "evidence/bundle_s",
    "evidence/verify_mb_s",
];

/// All figures of a run.
#[derive(Clone, Debug, Default)]
pub struct Figures {
    rows: Vec<Figure>,
    json: Map<String, Value>,
}

impl Figures {
    /// Adds a row of the table.
    pub fn add(&mut self, figure: Figure) {
        self.rows.push(figure);
    }

    /// Puts a number into the JSON under `group.key` or `group.case.key`.
    pub fn put(&mut self, path: &[&str], value: f64) {
        let Some((last, parents)) = path.split_last() else { return };
        let mut at = &mut self.json;
        for parent in parents {
            let inner = at.entry((*parent).to_owned()).or_insert_with(|| Value::Object(Map::new()));
            let Value::Object(inner) = inner else { return };
            at = inner;
        }
        let whole = value.fract() == 0.0 && value.abs() < 1e15;
        let number = if whole { json!(value as i64) } else { json!((value * 1e3).round() / 1e3) };
        at.insert((*last).to_owned(), number);
    }

    /// The rows so far.
    pub fn rows(&self) -> &[Figure] {
        &self.rows
    }

    /// Figures that miss what must hold.
    pub fn missed(&self) -> impl Iterator<Item = &Figure> {
        self.rows.iter().filter(|figure| !figure.passes())
    }

    /// Numbers that the JSON of a whole run is read for and that are not there.
    pub fn lacking(&self) -> impl Iterator<Item = &'static str> {
        NAMED.into_iter().filter(|name| {
            let (group, key) = name.split_once('/').unwrap_or((name, ""));
            !self.json.get(group).is_some_and(|group| group[key].is_number())
        })
    }

    /// The numbers as one JSON object.
    pub fn json(&self) -> Value {
        Value::Object(self.json.clone())
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = self.rows.iter().map(|row| row.name.chars().count()).max().unwrap_or(0);
        writeln!(f, "{:width$}  {:>12} {:6} {:>10} {:>10}", "", "measured", "", "must", "aim")?;
        for row in &self.rows {
            let bound = |limit: Option<Limit>| limit.map_or(String::new(), |l| l.to_string());
            writeln!(
                f,
                "{:width$}  {:>12} {:6} {:>10} {:>10}  {}",
                row.name,
                Number(row.value).to_string(),
                row.unit,
                bound(row.must),
                bound(row.aim),
                row.verdict(),
            )?;
        }
        Ok(())
    }
}

/// The middle one; half-way between two is not worth the words. 0 of nothing.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}

/// A number with as many places as mean something, thousands apart.
struct Number(f64);

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let places = match self.0.abs() {
            value if value >= 100.0 || value.fract() == 0.0 => 0,
            value if value >= 10.0 => 1,
            value if value >= 0.1 => 2,
            _ => 4,
        };
        let text = format!("{:.places$}", self.0);
        let (whole, rest) = text.split_at(text.find('.').unwrap_or(text.len()));
        let digits = whole.chars().filter(char::is_ascii_digit).count();
        let mut seen = 0;
        for digit in whole.chars() {
            if digit.is_ascii_digit() {
                if seen > 0 && (digits - seen) % 3 == 0 {
                    f.write_str(",")?;
                }
                seen += 1;
            }
            write!(f, "{digit}")?;
        }
        f.write_str(rest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_that_is_read_for_and_not_there_is_named() {
        let mut figures = Figures::default();
        assert_eq!(figures.lacking().count(), NAMED.len());
        for name in NAMED.iter().skip(1) {
            let (group, key) = name.split_once('/').unwrap();
            figures.put(&[group, key], 1.5);
        }
        assert_eq!(figures.lacking().collect::<Vec<_>>(), ["local/durable_answer_ratio"]);
    }

    #[test]
    fn a_missed_limit_is_named_and_a_kept_one_passes() {
        let mut figures = Figures::default();
        figures.add(Figure::told("bytes", "B", 1_200.0).must(Limit::Most(1_000.0)));
        figures.add(Figure::told("rate", "/s", 5_000.0).must(Limit::Least(3_000.0)));
        figures.put(&["exchange", "one_answer", "up"], 1_200.0);
        let missed: Vec<&str> = figures.missed().map(|figure| figure.name.as_str()).collect();
        assert_eq!(missed, ["bytes"]);
        assert!(figures.to_string().contains("1,200"));
        assert_eq!(figures.json().to_string(), r#"{"exchange":{"one_answer":{"up":1200}}}"#);
    }
}
