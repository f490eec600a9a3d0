//! SQL of the organization's colour.
use super::sheet::Sheet;
use crate::db::OrganizationTx;
use crate::kernel::Result;

/// The colour as it was typed, and the version of the organization that it belongs to.
#[derive(Debug, Clone)]
pub struct Brand {
    pub colour: Option<String>,
    pub version: i32,
}

pub async fn find(tx: &mut OrganizationTx) -> Result<Brand> {
    Ok(sqlx::query_as!(Brand, "SELECT brand_colour AS colour, version FROM organizations").fetch_one(tx.conn()).await?)
}

/// The sheet with its hash, where the organization has a colour of its own.
pub async fn sheet(tx: &mut OrganizationTx) -> Result<Option<Sheet>> {
    Ok(sqlx::query_as!(
        Sheet,
        r#"SELECT brand_sheet AS "css!", brand_hash AS "hash!" FROM organizations WHERE brand_colour IS NOT NULL"#
    )
    .fetch_optional(tx.conn())
    .await?)
}

/// Whether it was written, which it is not over another version.
pub async fn set(tx: &mut OrganizationTx, version: i32, brand: Option<(String, Sheet)>) -> Result<bool> {
    let organization = tx.actor().organization.0;
    let (colour, sheet) = brand.unzip();
    let (css, hash) = sheet.map(|sheet| (sheet.css, sheet.hash)).unzip();
    let done = sqlx::query!(
        "UPDATE organizations SET brand_colour = $3, brand_sheet = $4, brand_hash = $5, version = version + 1 WHERE id = $1 AND version = $2",
        organization,
        version,
        colour,
        css,
        hash
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}
