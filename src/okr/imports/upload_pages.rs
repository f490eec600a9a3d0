//! A file comes in.

use std::sync::Arc;

use axum::extract::State;
use axum::extract::multipart::{Multipart, MultipartError, MultipartRejection};
use serde_json::json;

use super::file;
use super::jobs;
use super::json;
use super::limits::MAX_FILE_BYTES;
use super::pages::{importer, list_page};
use super::store::{self, Task};
use crate::db::{Audit, Db};
use crate::kernel::{Failure, ImportId, Kind};
use crate::web::{self, Nav, Refusal, Screen};

/// Takes a file. Sent twice, it is the same import.
pub async fn upload(
    State(db): State<Db>,
    screen: Screen,
    form: std::result::Result<Multipart, MultipartRejection>,
) -> web::Result {
    let viewer = importer(&screen)?;
    let l = screen.lang();
    let sent = match form {
        Ok(form) => read_form(form).await?,
        Err(_) => return Err(Failure::new(Kind::Invalid, "failure-invalid").into()),
    };
    let Some((file_name, content)) = sent.file else {
        let page = list_page(&db, &screen, Some(l.say("imports-file-missing"))).await?;
        return screen.invalid(Nav::Import, &l.say("imports-title"), &page);
    };
    let content: Arc<[u8]> = content.into();
    let is_json = json::is_json(&content, &file_name);
    let read = if is_json {
        file::check_json(Arc::clone(&content)).await?
    } else {
        file::head(Arc::clone(&content), file_name.clone(), None).await?.map(drop)
    };
    if let Err(error) = read {
        let page = list_page(&db, &screen, Some(error.in_words(&l))).await?;
        return screen.invalid(Nav::Import, &l.say("imports-title"), &page);
    }
    let mut tx = db.write(&viewer.actor).await?;
    let mut id = sent.once.unwrap_or_default();
    if !store::insert_with_file(&mut tx, id, &file_name, &content).await? {
        // the browser has gone back to the form and sent another file
        id = ImportId::new();
        store::insert_with_file(&mut tx, id, &file_name, &content).await?;
    }
    tx.audit(Audit::of("import.upload", "import", id.0).detail(json!({ "size": content.len() }))).await?;
    // its columns are known, so it is checked at once
    if is_json && jobs::start(&mut tx, id, Task::Check).await? {
        store::set_mapping(&mut tx, id, &json!({ "format": json::FORMAT })).await?;
    }
    tx.commit().await?;
    Ok(screen.redirect(&format!("/imports/{id}")))
}

#[derive(Default)]
struct Sent {
    once: Option<ImportId>,
    file: Option<(String, Vec<u8>)>,
}

/// Reads the form. What is too large is read to its end and dropped, so that the browser hears the answer.
async fn read_form(mut form: Multipart) -> Result<Sent, Refusal> {
    let mut sent = Sent::default();
    while let Some(mut field) = form.next_field().await.map_err(unreadable)? {
        match field.name() {
            Some("_once") => sent.once = field.text().await.map_err(unreadable)?.parse().ok(),
            Some("file") => {
                let name = tidy_name(field.file_name().unwrap_or_default());
                let (mut content, mut size) = (Vec::new(), 0);
                while let Some(chunk) = field.chunk().await.map_err(unreadable)? {
                    size += chunk.len() as u64;
                    if size <= MAX_FILE_BYTES {
                        content.extend_from_slice(&chunk);
                    } else {
                        content = Vec::new();
                    }
                }
                if size > MAX_FILE_BYTES {
                    return Err(too_large().into());
                }
                if !name.is_empty() || size > 0 {
                    sent.file = Some((name, content));
                }
            }
            _ => {}
        }
    }
    Ok(sent)
}

fn unreadable(error: MultipartError) -> Refusal {
    if error.status() == axum::http::StatusCode::PAYLOAD_TOO_LARGE {
        too_large()
    } else {
        Failure::new(Kind::Invalid, "failure-invalid")
    }
    .into()
}

fn too_large() -> Failure {
    Failure::new(Kind::TooLarge, "imports-too-large").arg("limit", MAX_FILE_BYTES / 1024 / 1024)
}

/// The last part of a path, without what cannot be shown.
fn tidy_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    last.chars().filter(|c| !c.is_control()).take(255).collect()
}
