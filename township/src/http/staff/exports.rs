//! Exports. What a spreadsheet would take for a formula is written as text (OWASP CSV injection).

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use gridwork_model::permission::{Action, Object};

use crate::HubError;
use crate::audit::Record;
use crate::desk::Summary;
use crate::http::App;
use crate::http::problem::{Problem, ProblemBody};
use crate::http::session::Signed;

/// Incidents of the caller's township as CSV for a spreadsheet; the export is recorded.
#[utoipa::path(get, path = "/api/v1/exports/incidents", tag = "desk",
    responses((status = 200, body = String, content_type = "text/csv"),
        (status = 403, body = ProblemBody)))]
pub async fn incidents(
    State(app): State<App>,
    Signed { caller, .. }: Signed,
) -> Result<Response, Problem> {
    let csv = app
        .work(move |hub, now| {
            let permitted =
                hub.permit(&caller, Action::Export, Object::Incident, caller.org, now)?;
            let found = hub.incidents(caller.org, false)?;
            let by = caller.actor(permitted.role);
            let record = Record::done(now, by, "incident.export", caller.org, None);
            hub.note(record.with(format!("{} incidents", found.len())))?;
            table(&found).map_err(|_| HubError::Invalid("table"))
        })
        .await?;
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"incidents.csv\""),
    ];
    Ok((headers, csv).into_response())
}

/// UTF-8 with a byte order mark, which spreadsheets need to read Chinese.
fn table(incidents: &[Summary]) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::Writer::from_writer("\u{feff}".as_bytes().to_vec());
    writer.write_record(["编号", "状态", "类别", "等级", "上报时间", "办结时限", "内容"])?;
    let at = |moment: Option<gridwork_model::Moment>| {
        moment.map(|at| at.local().format("%Y-%m-%d %H:%M").to_string()).unwrap_or_default()
    };
    for incident in incidents {
        writer.write_record([
            plain(incident.number.as_deref().unwrap_or_default()),
            plain(&incident.state),
            plain(incident.category.as_deref().unwrap_or_default()),
            incident.grade.map(|grade| grade.to_string()).unwrap_or_default(),
            at(incident.reported_at),
            at(incident.finish_by),
            plain(&incident.words),
        ])?;
    }
    writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))
}

/// A text that no spreadsheet calculates.
fn plain(text: &str) -> String {
    match text.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']) {
        true => format!("'{text}"),
        false => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn formulas_are_written_as_text() {
        for formula in ["=1+1", "+86", "-2", "@SUM(A1)", "\t=1"] {
            assert!(plain(formula).starts_with('\''), "{formula}");
        }
        assert_eq!(plain("村口小桥"), "村口小桥");
    }
}
