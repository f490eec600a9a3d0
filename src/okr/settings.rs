//! What an organization has set about pace and rhythm.
use chrono_tz::Tz;
use rust_decimal::Decimal;
use rust_decimal::prelude::FromPrimitive;

use super::maths::Limits;
use super::rhythm::{Rhythm, Schedule};
use crate::db::OrganizationTx;
use crate::kernel::Result;

#[derive(Debug, Clone, Copy)]
pub struct Settings {
    pub limits: Limits,
    pub schedule: Schedule,
    /// In which days begin and end.
    pub zone: Tz,
    /// Whether an objective needs approval before it becomes active.
    pub approval_required: bool,
}

impl Settings {
    pub async fn load(tx: &mut OrganizationTx) -> Result<Self> {
        let row = sqlx::query!("SELECT approval_required, check_in_rhythm, check_in_weekday, behind_gap, at_risk_gap, grace_days FROM organizations")
            .fetch_one(tx.conn())
            .await?;
        let usual = Limits::default();
        let share = |gap: f64, usual: Decimal| Decimal::from_f64(gap).unwrap_or(usual);
        Ok(Self {
            limits: Limits {
                on_track: share(row.behind_gap, usual.on_track),
                behind: share(row.at_risk_gap, usual.behind),
                grace_days: u32::try_from(row.grace_days).unwrap_or(usual.grace_days),
                ..usual
            },
            schedule: Schedule {
                rhythm: Rhythm::parse(&row.check_in_rhythm).unwrap_or(Rhythm::Weekly),
                weekday: u8::try_from(row.check_in_weekday).unwrap_or(5),
            },
            zone: tx.actor().zone,
            approval_required: row.approval_required,
        })
    }

    /// The schedule of a key result: its own rhythm on the organization's weekday.
    pub fn schedule_of(&self, own: Option<&str>) -> Schedule {
        Schedule { rhythm: own.and_then(Rhythm::parse).unwrap_or(self.schedule.rhythm), ..self.schedule }
    }
}
