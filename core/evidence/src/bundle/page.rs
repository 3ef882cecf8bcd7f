//! The readable index: one HTML page without script, style sheet or picture from anywhere.

/// A page of sections.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// Its title.
    pub title: String,
    /// What stands below it.
    pub lead: Vec<String>,
    /// The sections.
    pub sections: Vec<Section>,
}

/// A table with a heading.
#[derive(Clone, Debug, Default)]
pub struct Section {
    /// The heading.
    pub heading: String,
    /// Heads of the columns; none if it has two without.
    pub columns: Vec<&'static str>,
    /// Rows of cells.
    pub rows: Vec<Vec<String>>,
    /// What stands where there is no row.
    pub empty: &'static str,
}

impl Page {
    /// The HTML.
    pub fn html(&self) -> String {
        let mut out = String::from(
            "<!DOCTYPE html>\n<html lang=\"zh-CN\"><head><meta charset=\"utf-8\">\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n",
        );
        let title = escaped(&self.title);
        out += &format!(
            "<title>{title}</title>\n<style>\
             body{{font-family:serif;max-width:60rem;margin:2rem auto;padding:0 1rem;line-height:1.6}}\
             table{{border-collapse:collapse;width:100%;margin:.5rem 0}}\
             td,th{{border:1px solid #888;padding:.3rem .5rem;text-align:left;vertical-align:top;word-break:break-all}}\
             </style></head><body>\n<h1>{title}</h1>\n"
        );
        for line in &self.lead {
            out += &format!("<p>{}</p>\n", escaped(line));
        }
        for section in &self.sections {
            out += &format!("<h2>{}</h2>\n", escaped(&section.heading));
            if section.rows.is_empty() {
                out += &format!("<p>{}</p>\n", escaped(section.empty));
                continue;
            }
            out += "<table>\n";
            if !section.columns.is_empty() {
                let heads = section.columns.iter();
                let heads: String =
                    heads.map(|head| format!("<th>{}</th>", escaped(head))).collect();
                out += &format!("<tr>{heads}</tr>\n");
            }
            for row in &section.rows {
                let cells: String =
                    row.iter().map(|cell| format!("<td>{}</td>", escaped(cell))).collect();
                out += &format!("<tr>{cells}</tr>\n");
            }
            out += "</table>\n";
        }
        out + "</body></html>\n"
    }
}

/// Text with what HTML would read as its own made plain; new lines stay.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' => out.push_str("<br>"),
            c if c.is_control() => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_somebody_typed_stays_text() {
        let page = Page {
            title: "<script>".into(),
            lead: vec!["a\nb".into()],
            sections: vec![Section {
                heading: "h".into(),
                rows: vec![vec!["\"><img src=x>".into()]],
                ..Section::default()
            }],
        };
        let html = page.html();
        assert!(!html.contains("<script>") && !html.contains("<img"));
        assert!(html.contains("a<br>b"));
    }
}
