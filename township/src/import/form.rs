//! The empty forms of lists: a workbook each for residents and directory, and CSV by sheet.

use gridwork_county::rows::form::{NOTES, Sheet};
use rust_xlsxwriter::{Format, Workbook, XlsxError};

use crate::{Done, HubError};

/// Workbooks and what they hold.
const BOOKS: [(&str, &[Sheet]); 2] =
    [("roster.xlsx", &[Sheet::Residents]), ("directory.xlsx", &Sheet::DIRECTORY)];

/// Names of the forms there are.
pub fn names() -> Vec<String> {
    let books = BOOKS.iter().map(|(name, _)| (*name).to_owned());
    books.chain(Sheet::ALL.iter().map(|sheet| format!("{}.csv", sheet.file()))).collect()
}

/// A form by its name.
pub fn write(name: &str) -> Done<Vec<u8>> {
    if let Some((_, sheets)) = BOOKS.iter().find(|(book, _)| *book == name) {
        return workbook(sheets).map_err(|_| HubError::Invalid("form"));
    }
    let csv = name.strip_suffix(".csv");
    let sheet = Sheet::ALL.into_iter().find(|sheet| csv == Some(sheet.file()));
    let sheet = sheet.ok_or(HubError::NotFound("form"))?;
    let headings: Vec<&str> = sheet.headings().iter().map(|(heading, ..)| *heading).collect();
    // The mark tells spreadsheets that it is UTF-8.
    Ok(format!("\u{feff}{}\r\n", headings.join(",")).into_bytes())
}

/// Sheets with their headings, texts throughout so that long numbers stay whole, and one that explains.
fn workbook(sheets: &[Sheet]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let (text, must) = (Format::new().set_num_format("@"), Format::new().set_bold());
    for form in sheets {
        let sheet = book.add_worksheet();
        sheet.set_name(form.name())?;
        for (column, (heading, required, _)) in (0u16..).zip(form.headings()) {
            sheet.set_column_format(column, &text)?;
            sheet.set_column_width(column, 14)?;
            match required {
                true => sheet.write_string_with_format(0, column, heading, &must)?,
                false => sheet.write_string(0, column, heading)?,
            };
        }
        sheet.set_freeze_panes(1, 0)?;
    }
    let notes = book.add_worksheet();
    notes.set_name(NOTES)?;
    let rows = sheets.iter().flat_map(|form| {
        let rows = form.headings().into_iter();
        rows.map(|(heading, must, note)| {
            [form.name(), heading, if must { "必填" } else { "可不填" }, note]
        })
    });
    for (line, row) in (0u32..).zip(std::iter::once(["表", "列", "要求", "怎么填"]).chain(rows))
    {
        for (column, cell) in (0u16..).zip(row) {
            notes.write_string(line, column, cell)?;
        }
    }
    notes.set_column_width(3, 60)?;
    book.save_to_buffer()
}
