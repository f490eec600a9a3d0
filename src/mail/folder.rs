//! The outbox of a development machine: each letter as a file, for its own user only.
use std::io;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::carrier::Taken;
use crate::kernel::LetterId;

/// A letter that would have been sent.
#[derive(Debug, Serialize, Deserialize)]
pub struct Kept {
    pub id: LetterId,
    pub at: DateTime<Utc>,
    pub to: String,
    pub subject: String,
    pub text: String,
}

/// The folder within that of the data.
pub fn of(data: &Path) -> PathBuf {
    data.join("mail")
}

pub(super) async fn keep(folder: &Path, letter: &Taken) -> io::Result<()> {
    let kept = Kept {
        id: letter.id,
        at: letter.created_at,
        to: letter.recipient.clone(),
        subject: letter.subject.clone(),
        text: letter.text.clone(),
    };
    let json = serde_json::to_vec_pretty(&kept)?;
    let path = folder.join(format!("{}.json", letter.id));
    tokio::fs::create_dir_all(folder).await?;
    tokio::fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&path).await?;
    tokio::fs::write(&path, json).await
}

/// The newest letters first, at most `limit`. What cannot be read is left out.
pub async fn list(folder: &Path, limit: usize) -> Vec<Kept> {
    let mut names = Vec::new();
    if let Ok(mut entries) = tokio::fs::read_dir(folder).await {
        while let Ok(Some(entry)) = entries.next_entry().await {
            names.push(entry.path());
        }
    }
    // ids begin with the time
    names.sort_unstable_by(|one, other| other.cmp(one));
    let mut letters = Vec::new();
    for path in names.into_iter().filter(|path| path.extension().is_some_and(|end| end == "json")).take(limit) {
        if let Ok(json) = tokio::fs::read(&path).await {
            letters.extend(serde_json::from_slice::<Kept>(&json).ok());
        }
    }
    letters
}
