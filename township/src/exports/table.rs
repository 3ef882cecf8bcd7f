//! A table, written as a workbook, as CSV or as GeoJSON.

/// The texts of a row, and its point: longitude and latitude.
pub(super) type Line = (Vec<String>, Option<(f64, f64)>);

/// A table before it is written.
pub(super) struct Table {
    pub(super) title: String,
    pub(super) columns: Vec<&'static str>,
    pub(super) rows: Vec<Line>,
    pub(super) people: usize,
}

/// A text that no spreadsheet calculates.
fn plain(text: &str) -> String {
    let formula = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];
    match text.starts_with(formula) {
        true => format!("'{text}"),
        false => text.to_owned(),
    }
}

impl Table {
    pub(super) fn csv(&self) -> Result<Vec<u8>, String> {
        let fault = |error: csv::Error| error.to_string();
        let mut writer = csv::Writer::from_writer("\u{feff}".as_bytes().to_vec());
        writer.write_record(&self.columns).map_err(fault)?;
        for (row, _) in &self.rows {
            writer.write_record(row.iter().map(|text| plain(text))).map_err(fault)?;
        }
        writer.into_inner().map_err(|error| error.to_string())
    }

    pub(super) fn xlsx(&self) -> Result<Vec<u8>, String> {
        let mut workbook = rust_xlsxwriter::Workbook::new();
        let fault = |error: rust_xlsxwriter::XlsxError| error.to_string();
        let sheet = workbook.add_worksheet();
        sheet.set_name(&self.title).map_err(fault)?;
        let column = |at: usize| u16::try_from(at).unwrap_or(u16::MAX);
        for (at, title) in self.columns.iter().enumerate() {
            sheet.write_string(0, column(at), *title).map_err(fault)?;
        }
        for (n, (row, _)) in self.rows.iter().enumerate() {
            let line = u32::try_from(n + 1).map_err(|_| "too many rows".to_owned())?;
            for (at, text) in row.iter().enumerate() {
                // Written as a string a formula is never one; the mark guards a later save as CSV.
                sheet.write_string(line, column(at), plain(text)).map_err(fault)?;
            }
        }
        workbook.save_to_buffer().map_err(fault)
    }

    pub(super) fn geojson(&self) -> Result<Vec<u8>, String> {
        let features: Vec<serde_json::Value> = self
            .rows
            .iter()
            .map(|(row, point)| {
                let titled = self.columns.iter().zip(row);
                let properties: serde_json::Map<String, serde_json::Value> = titled
                    .map(|(title, text)| ((*title).to_owned(), text.clone().into()))
                    .collect();
                let geometry = point.map(
                    |(lon, lat)| serde_json::json!({ "type": "Point", "coordinates": [lon, lat] }),
                );
                serde_json::json!({
                    "type": "Feature", "geometry": geometry, "properties": properties
                })
            })
            .collect();
        let all = serde_json::json!({
            "type": "FeatureCollection", "name": self.title, "features": features
        });
        serde_json::to_vec(&all).map_err(|error| error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_written_as_text() {
        for formula in ["=1+1", "+86", "-2", "@SUM(A1)", "\t=1", "＝1"] {
            assert!(plain(formula).starts_with('\''), "{formula}");
        }
        assert_eq!(plain("村口小桥"), "村口小桥");
    }

    #[test]
    fn a_table_is_written_in_three_forms() {
        let rows = vec![(vec!["=1+1".to_owned(), "村口,小桥".to_owned()], Some((111.5, 41.1)))];
        let table =
            Table { title: "台账".to_owned(), columns: vec!["甲", "乙"], rows, people: 0 };
        let csv = String::from_utf8(table.csv().unwrap()).unwrap();
        assert_eq!(csv, "\u{feff}甲,乙\n'=1+1,\"村口,小桥\"\n");
        assert!(table.xlsx().unwrap().starts_with(b"PK"));
        let json: serde_json::Value = serde_json::from_slice(&table.geojson().unwrap()).unwrap();
        assert_eq!(json["features"][0]["geometry"]["coordinates"][0], 111.5);
    }
}
