//! Milestones, levels, checkpoints and steps: those of a key result are replaced as a whole.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use uuid::Uuid;

use super::column;
use crate::db::OrganizationTx;
use crate::kernel::{KeyResultId, Result};
use crate::okr::key_results::model::Definition;

pub(super) async fn write(tx: &mut OrganizationTx, rows: &[(KeyResultId, Definition)]) -> Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    let ids = column(rows, |(id, _)| id.0);
    sqlx::query!("DELETE FROM milestones WHERE key_result_id = ANY($1)", &ids).execute(tx.conn()).await?;
    sqlx::query!("DELETE FROM scale_levels WHERE key_result_id = ANY($1)", &ids).execute(tx.conn()).await?;
    sqlx::query!("DELETE FROM checkpoints WHERE key_result_id = ANY($1)", &ids).execute(tx.conn()).await?;
    sqlx::query!("DELETE FROM expected_steps WHERE key_result_id = ANY($1)", &ids).execute(tx.conn()).await?;
    milestones(tx, rows).await?;
    levels(tx, rows).await?;
    points(tx, rows).await?;
    steps(tx, rows).await
}

/// The parts of all, each with its key result and its place from 1.
fn parts<'r, T>(
    rows: &'r [(KeyResultId, Definition)],
    of: impl Fn(&'r Definition) -> &'r [T],
) -> Vec<(Uuid, i32, &'r T)> {
    rows.iter()
        .flat_map(|(id, definition)| (1..).zip(of(definition)).map(|(place, part)| (id.0, place, part)))
        .collect()
}

async fn milestones(tx: &mut OrganizationTx, rows: &[(KeyResultId, Definition)]) -> Result<()> {
    let organization = tx.actor().organization.0;
    let all = parts(rows, |definition| &definition.milestones);
    sqlx::query!(
        "INSERT INTO milestones (organization_id, key_result_id, position, id, title, weight, done_on)
         SELECT $1, * FROM unnest($2::uuid[], $3::integer[], $4::uuid[], $5::text[], $6::numeric[], $7::date[])",
        organization,
        &column(&all, |(id, ..)| *id),
        &column(&all, |(_, place, _)| *place),
        &column(&all, |(.., one)| one.id.0),
        &column(&all, |(.., one)| one.title.clone()),
        &column(&all, |(.., one)| one.weight),
        &column(&all, |(.., one)| one.done_on) as &[Option<NaiveDate>],
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

async fn levels(tx: &mut OrganizationTx, rows: &[(KeyResultId, Definition)]) -> Result<()> {
    let organization = tx.actor().organization.0;
    let all = parts(rows, |definition| &definition.levels);
    sqlx::query!(
        "INSERT INTO scale_levels (organization_id, key_result_id, position, label, progress)
         SELECT $1, * FROM unnest($2::uuid[], $3::integer[], $4::text[], $5::numeric[])",
        organization,
        &column(&all, |(id, ..)| *id),
        &column(&all, |(_, place, _)| *place),
        &column(&all, |(.., one)| one.label.clone()),
        &column(&all, |(.., one)| one.progress),
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

async fn points(tx: &mut OrganizationTx, rows: &[(KeyResultId, Definition)]) -> Result<()> {
    let organization = tx.actor().organization.0;
    let all: Vec<(Uuid, Decimal, Decimal)> = parts(rows, |definition| &definition.checkpoints)
        .into_iter()
        .map(|(id, _, one)| (id, one.value, one.progress))
        .collect();
    sqlx::query!(
        "INSERT INTO checkpoints (organization_id, key_result_id, value, progress) SELECT $1, * FROM unnest($2::uuid[], $3::numeric[], $4::numeric[])",
        organization,
        &column(&all, |(id, ..)| *id),
        &column(&all, |(_, value, _)| *value),
        &column(&all, |(.., progress)| *progress),
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

async fn steps(tx: &mut OrganizationTx, rows: &[(KeyResultId, Definition)]) -> Result<()> {
    let organization = tx.actor().organization.0;
    let all = parts(rows, |definition| &definition.steps);
    sqlx::query!(
        "INSERT INTO expected_steps (organization_id, key_result_id, from_on, progress) SELECT $1, * FROM unnest($2::uuid[], $3::date[], $4::numeric[])",
        organization,
        &column(&all, |(id, ..)| *id),
        &column(&all, |(.., one)| one.on),
        &column(&all, |(.., one)| one.progress),
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
