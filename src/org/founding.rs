//! A new organization with what every one begins with: its own workspace, and the periods of this year.
use chrono::{Datelike, Months, NaiveDate};
use chrono_tz::Tz;
use uuid::Uuid;

use crate::db::OrganizationTx;
use crate::kernel::{Locale, PeriodId, Result, WorkspaceId};

/// Tries for an address of its own, each a little longer.
const TRIES: u32 = 50;

/// What is known of it.
pub struct New<'a> {
    pub name: &'a str,
    pub locale: Locale,
    pub zone: Tz,
}

/// Makes the organization of the transaction. Nobody belongs to it yet.
pub async fn found(tx: &mut OrganizationTx, new: &New<'_>) -> Result<()> {
    let (organization, now) = (tx.actor().organization.0, tx.now());
    let slug = free_slug(tx, new.name).await?;
    sqlx::query!(
        "INSERT INTO organizations (id, slug, name, locale, time_zone, approval_required, created_at) VALUES ($1, $2, $3, $4, $5, false, $6)",
        organization,
        slug,
        new.name,
        new.locale.code(),
        new.zone.name(),
        now
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!(
        "INSERT INTO organization_states (organization_id, id, state, from_at) VALUES ($1, $2, 'active', $3)",
        organization,
        Uuid::now_v7(),
        now
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!(
        "INSERT INTO workspaces (organization_id, id, workspace_no, kind, name) VALUES ($1, $2, 0, 'company', $3)",
        organization,
        WorkspaceId::new().0,
        new.name
    )
    .execute(tx.conn())
    .await?;
    let today = crate::kernel::clock::day_in(now, new.zone);
    let mut year = None;
    for span in spans(today, new.locale) {
        let id = PeriodId::new();
        sqlx::query!(
            "INSERT INTO periods (organization_id, id, parent_id, kind, name, starts_on, ends_on, state) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            organization,
            id.0,
            year.map(|year: PeriodId| year.0),
            span.kind,
            span.name,
            span.first,
            span.last,
            span.state(today)
        )
        .execute(tx.conn())
        .await?;
        year = year.or(Some(id));
    }
    Ok(())
}

/// The name in small Latin letters, with a number where somebody has it already.
async fn free_slug(tx: &mut OrganizationTx, name: &str) -> Result<String> {
    let wanted = slug(name);
    for number in 1..TRIES {
        let slug = if number == 1 { wanted.clone() } else { format!("{wanted}-{number}") };
        let is_taken = sqlx::query_scalar!(r#"SELECT app.organization_by_slug($1) IS NOT NULL AS "taken!""#, slug)
            .fetch_one(tx.conn())
            .await?;
        if !is_taken {
            return Ok(slug);
        }
    }
    Ok(format!("o-{}", tx.actor().organization))
}

/// Something that fits into an address, at most forty characters.
fn slug(name: &str) -> String {
    let mut slug = String::new();
    for character in name.to_lowercase().chars() {
        match character {
            'a'..='z' | '0'..='9' => slug.push(character),
            'а'..='я' | 'ё' => slug.push_str(latin(character)),
            _ if !slug.is_empty() && !slug.ends_with('-') => slug.push('-'),
            _ => {}
        }
        if slug.len() >= 40 {
            break;
        }
    }
    let slug: String = slug.chars().take(40).collect();
    let slug = slug.trim_end_matches('-');
    if slug.is_empty() { "organization".to_owned() } else { slug.to_owned() }
}

fn latin(letter: char) -> &'static str {
    match letter {
        'а' => "a",
        'б' => "b",
        'в' => "v",
        'г' => "g",
        'д' => "d",
        'е' | 'ё' | 'э' => "e",
        'ж' => "zh",
        'з' => "z",
        'и' => "i",
        'й' | 'ы' => "y",
        'к' => "k",
        'л' => "l",
        'м' => "m",
        'н' => "n",
        'о' => "o",
        'п' => "p",
        'р' => "r",
        'с' => "s",
        'т' => "t",
        'у' => "u",
        'ф' => "f",
        'х' => "kh",
        'ц' => "ts",
        'ч' => "ch",
        'ш' => "sh",
        'щ' => "shch",
        'ю' => "yu",
        'я' => "ya",
        _ => "",
    }
}

struct Span {
    kind: &'static str,
    name: String,
    first: NaiveDate,
    last: NaiveDate,
}

impl Span {
    fn state(&self, today: NaiveDate) -> &'static str {
        if self.last < today {
            "closed"
        } else if self.first > today {
            "planning"
        } else {
            "active"
        }
    }
}

/// The year and its quarters.
fn spans(today: NaiveDate, locale: Locale) -> Vec<Span> {
    let year = today.year();
    let span = |kind, name, month: u32, months| {
        let first = NaiveDate::from_ymd_opt(year, month, 1)?;
        Some(Span { kind, name, first, last: first.checked_add_months(Months::new(months))?.pred_opt()? })
    };
    let quarter = |number: u32| {
        let name = match locale {
            Locale::En => format!("{year} Q{number}"),
            Locale::Ru => format!("{number} кв. {year}"),
        };
        span("quarter", name, number * 3 - 2, 3)
    };
    [span("year", year.to_string(), 1, 12)].into_iter().chain((1..=4).map(quarter)).flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_addresses() {
        for (name, expected) in [
            ("Acme & Sons, Ltd.", "acme-sons-ltd"),
            ("Быстрая доставка «Щука»", "bystraya-dostavka-shchuka"),
            ("株式会社", "organization"),
            ("--- 1C", "1c"),
        ] {
            assert_eq!(slug(name), expected);
        }
        assert!(slug(&"Щ".repeat(100)).len() <= 40);
    }

    #[test]
    fn a_year_has_four_quarters() {
        let today = NaiveDate::from_ymd_opt(2026, 8, 1).unwrap();
        let found: Vec<_> = spans(today, Locale::En)
            .into_iter()
            .map(|span| (span.name.clone(), span.state(today), span.last))
            .collect();
        let day = |month, day| NaiveDate::from_ymd_opt(2026, month, day).unwrap();
        assert_eq!(
            found,
            [
                ("2026".to_owned(), "active", day(12, 31)),
                ("2026 Q1".to_owned(), "closed", day(3, 31)),
                ("2026 Q2".to_owned(), "closed", day(6, 30)),
                ("2026 Q3".to_owned(), "active", day(9, 30)),
                ("2026 Q4".to_owned(), "planning", day(12, 31)),
            ]
        );
    }
}
