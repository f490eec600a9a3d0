//! Writes what happened since: check-ins, moved targets, comments.
use std::collections::BTreeMap;

use chrono::{DateTime, Days, Utc};
use serde_json::json;

use super::calendar::moment;
use super::content::{Content, Pace};
use super::objectives::{Plan, Written, change};
use super::organization::Places;
use super::store;
use crate::db::{Audit, Change, OrganizationTx, PastAct};
use crate::kernel::{AccountId, Locale, Result};
use crate::okr::key_results::ledger;
use crate::okr::key_results::past::{self, PastCheckIn};

/// Everybody's check-ins, a person at a time, in the order of days.
pub(super) async fn check_ins(
    tx: &mut OrganizationTx,
    content: &Content,
    places: &Places,
    plan: &Plan<'_>,
    locale: Locale,
    now: DateTime<Utc>,
) -> Result<()> {
    let mut of_person: BTreeMap<AccountId, Vec<(PastCheckIn, PastAct)>> = BTreeMap::new();
    for (nth, written) in plan.key_results.iter().enumerate() {
        of_person.entry(written.owner).or_default().extend(of_key_result(content, written, nth, locale, now));
    }
    let mut all = Vec::new();
    for (person, mut theirs) in of_person {
        theirs.sort_by_key(|(check_in, _)| check_in.at);
        let (check_ins, acts): (Vec<_>, Vec<_>) = theirs.into_iter().unzip();
        tx.go_on_as(&places.actor(person), now).await?;
        tx.past(acts).await?;
        all.extend(check_ins);
    }
    tx.go_on_as(places.system(), now).await?;
    all.sort_by_key(|check_in| check_in.at);
    past::insert(tx, &all).await?;
    past::settle(tx).await
}

fn of_key_result(
    content: &Content,
    written: &Written<'_>,
    nth: usize,
    locale: Locale,
    now: DateTime<Utc>,
) -> Vec<(PastCheckIn, PastAct)> {
    let mut previous: Option<(rust_decimal::Decimal, i16)> = None;
    let mut version = 1;
    let last = written.points.len().saturating_sub(1);
    let mut made = Vec::new();
    for (step, point) in written.points.iter().enumerate() {
        let minute = u32::try_from(nth * 7 + step * 3).unwrap_or_default();
        let at = moment(point.on, minute, now);
        version += 1;
        let comment = match written.note {
            Some(note) if step == last => note.of(locale).to_owned(),
            // most weeks need no words
            _ if (nth + step).is_multiple_of(3) => remark(content, written.pace, nth + step, locale),
            _ => String::new(),
        };
        let id = written.id.0;
        let plain = |value: rust_decimal::Decimal| value.normalize().to_string();
        let mut changes: Vec<Change> = Vec::new();
        if previous.map(|before| before.0) != Some(point.value) {
            changes.push(change(
                written.objective,
                "key_result",
                id,
                version,
                "value",
                previous.map(|before| plain(before.0)),
                Some(plain(point.value)),
            ));
        }
        if previous.map(|before| before.1) != Some(point.confidence) {
            changes.push(change(
                written.objective,
                "key_result",
                id,
                version,
                "confidence",
                previous.map(|before| before.1.to_string()),
                Some(point.confidence.to_string()),
            ));
        }
        let audit = Audit::of("key_result.record", "key_result", id)
            .detail(json!({ "source": "check_in", "effective_on": point.on }));
        let check_in = PastCheckIn {
            key_result: written.id,
            account: written.owner,
            value: point.value,
            previous: previous.map(|before| before.0),
            confidence: point.confidence,
            comment,
            effective_on: point.on,
            at,
        };
        previous = Some((point.value, point.confidence));
        made.push((check_in, PastAct { at, audit, changes }));
    }
    made
}

fn remark(content: &Content, pace: Pace, nth: usize, locale: Locale) -> String {
    let pool = match pace {
        Pace::Behind => &content.remarks.behind,
        Pace::AtRisk => &content.remarks.at_risk,
        _ => &content.remarks.good,
    };
    pool.get(nth.checked_rem(pool.len()).unwrap_or_default()).map(|text| text.of(locale).to_owned()).unwrap_or_default()
}

/// Targets that were moved after activation, with the reason that has to be given.
pub(super) async fn moved_targets(
    tx: &mut OrganizationTx,
    content: &Content,
    places: &Places,
    plan: &Plan<'_>,
    locale: Locale,
    now: DateTime<Utc>,
) -> Result<()> {
    for written in &plan.key_results {
        let Some((was, is, why)) = written.moved else { continue };
        let at = moment(written.middle, 400, now);
        // only those who may edit the objective move its targets
        let Some((objective, _)) =
            content.objectives.iter().zip(&plan.objectives).find(|(_, id)| **id == written.objective)
        else {
            continue;
        };
        tx.go_on_as(&places.actor(places.account(&objective.owner)?), at).await?;
        ledger::insert_ledger(tx, written.id, "target", Some(was), Some(is), why.of(locale)).await?;
        store::count_version(tx, written.id.0).await?;
        let version = i32::try_from(written.points.len()).unwrap_or_default() + 2;
        let mut moved = change(
            written.objective,
            "key_result",
            written.id.0,
            version,
            "target",
            Some(was.normalize().to_string()),
            Some(is.normalize().to_string()),
        );
        moved.reason = Some(why.of(locale).to_owned());
        let audit = Audit::of("key_result.edit", "key_result", written.id.0).detail(json!({ "moved": ["target"] }));
        tx.past(vec![PastAct { at, audit, changes: vec![moved] }]).await?;
    }
    Ok(())
}

/// What people said below objectives, the newest yesterday.
pub(super) async fn comments(
    tx: &mut OrganizationTx,
    content: &Content,
    places: &Places,
    plan: &Plan<'_>,
    locale: Locale,
    now: DateTime<Utc>,
) -> Result<()> {
    for ((objective, id), nth) in content.objectives.iter().zip(&plan.objectives).zip(0_u64..) {
        let (_, span) = places.period(objective.when)?;
        let end = span.last.min(now.date_naive());
        for (left, (author, text)) in
            (1_u64..).zip(objective.comments.iter().rev()).collect::<Vec<_>>().into_iter().rev()
        {
            let day = end.checked_sub_days(Days::new(left * 2 - 1)).unwrap_or(end);
            let at = moment(day, u32::try_from(left * 137 + nth * 53).unwrap_or_default(), now);
            tx.go_on_as(&places.actor(places.account(author)?), at).await?;
            let body = places.with_names(text.of(locale));
            let comment = store::insert_comment(tx, *id, &body).await?;
            let audit = Audit::of("comment.add", "comment", comment).detail(json!({ "objective": id, "version": 1 }));
            tx.past(vec![PastAct {
                at,
                audit,
                changes: vec![change(*id, "comment", comment, 1, "body", None, Some(body))],
            }])
            .await?;
        }
    }
    Ok(())
}
