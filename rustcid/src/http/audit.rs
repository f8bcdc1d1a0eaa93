use super::given::Asked;
use super::{Endpoint, Needs, Problem};
use crate::app::App;
use crate::auth::Action;
use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use serde::Deserialize;
use stores::{AuditEntry, AuditVerdict};

pub(super) fn endpoints() -> Vec<Endpoint> {
    let read = Needs::Right(Action::AuditRead);
    vec![
        Endpoint::get("/api/v1/audit", read, list)
            .says("What was done by whom, from the first entry on")
            .asks::<Which>()
            .lists::<api::AuditEntry>(),
        Endpoint::get("/api/v1/audit/export", read, export)
            .says("The whole audit log, an entry a line")
            .gives_text(&["application/x-ndjson"]),
        Endpoint::get("/api/v1/audit/verify", read, verify)
            .says("Whether the audit log is as it was written")
            .gives::<api::AuditVerdict>(200),
    ]
}

/// All of it, an entry a line, for those who keep it elsewhere: `rustcid audit verify FILE` checks such a copy.
async fn export(State(app): State<App>) -> Result<Response, Problem> {
    const STEP: usize = 500;
    let pieces = stream::unfold(Some(0), move |after| {
        let app = app.clone();
        async move {
            match app.catalog.audit_log(after?, STEP).await {
                Ok(entries) => {
                    let next = entries.last()?.number;
                    let lines: String = entries.into_iter().map(|entry| line(&shown(entry))).collect();
                    Some((Ok(lines), Some(next)))
                }
                Err(error) => Some((Err(std::io::Error::other(error)), None)),
            }
        }
    });
    let headers = [
        (header::CONTENT_TYPE, "application/x-ndjson"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"audit.ndjson\""),
    ];
    Ok((headers, Body::from_stream(pieces)).into_response())
}

fn line(entry: &api::AuditEntry) -> String {
    // It has nothing in it that could not be written.
    serde_json::to_string(entry).unwrap_or_default() + "\n"
}

/// Which part.
#[derive(Deserialize, utoipa::IntoParams)]
struct Which {
    /// The number of the last entry that is known.
    #[serde(default)]
    #[param(required = false, maximum = 9_223_372_036_854_775_807_i64)]
    cursor: u64,
    /// How many at most.
    #[param(minimum = 1, maximum = 500)]
    limit: Option<usize>,
}

/// What was done by whom, from the first entry on.
async fn list(
    State(app): State<App>,
    Asked(which): Asked<Which>,
) -> Result<Json<api::Page<api::AuditEntry>>, Problem> {
    let limit = super::given::Part { cursor: None, limit: which.limit }.limit()?;
    if i64::try_from(which.cursor).is_err() {
        return Err(Problem::Bad("the query: no entry has so great a number".to_owned()));
    }
    let mut entries = app.catalog.audit_log(which.cursor, limit + 1).await?;
    let more = entries.len() > limit;
    entries.truncate(limit);
    let next = entries.last().filter(|_| more).map(|last| last.number.to_string());
    Ok(Json(api::Page { items: entries.into_iter().map(shown).collect(), next }))
}

/// Whether it is as it was written.
async fn verify(State(app): State<App>) -> Result<Json<api::AuditVerdict>, Problem> {
    Ok(Json(match app.catalog.verify_audit().await? {
        AuditVerdict::Whole { entries, head } => api::AuditVerdict::Whole { entries, head: digits(&head) },
        AuditVerdict::Broken { number } => api::AuditVerdict::Broken { number },
    }))
}

fn shown(entry: AuditEntry) -> api::AuditEntry {
    let AuditEntry { number, draft, hash } = entry;
    api::AuditEntry {
        number,
        at: api::Time(draft.at),
        actor: draft.actor,
        action: draft.action,
        target: draft.target,
        detail: draft.detail,
        hash: digits(&hash),
    }
}

fn digits(hash: &[u8]) -> String {
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}
