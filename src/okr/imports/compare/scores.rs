//! The recorded scores of a key result.
use super::field_change::{FieldChange, plain};
use super::key_result::Work;
use super::{Comparison, Under};
use crate::okr::imports::batch::NewScore;
use crate::okr::imports::parsed::{Moment, ParsedKeyResult, ReadingDay};
use crate::okr::key_results::model::KeyResult;

impl Comparison<'_> {
    pub(super) fn scores(&self, parsed: &ParsedKeyResult, after: &KeyResult, under: &Under, work: &mut Work) {
        for score in &parsed.scores {
            let (moment, usual) = match score.moment {
                Moment::Middle => ("middle", ReadingDay::MiddleOfPeriod),
                Moment::Final => ("final", ReadingDay::EndOfPeriod),
            };
            let day = score.on.map_or(usual, ReadingDay::On).resolve(under.term.first, under.term.last, self.today);
            let told = score.on.map(|day| day.to_string()).unwrap_or_default();
            let is_news = work.news.is_news(&format!("score_{moment}"), &format!("{} {told}", score.score.normalize()));
            let is_there = self.there.recorded.scores.get(&(after.id, moment.to_owned())) == Some(&score.score);
            let field = if moment == "middle" { "mid_score" } else { "final_score" };
            if is_news && (!is_there || score.on.is_some()) {
                if !is_there {
                    let old = self.there.recorded.scores.get(&(after.id, moment.to_owned())).and_then(plain);
                    work.noted.push(FieldChange::new(field, old, plain(&score.score)));
                }
                work.scores.push(NewScore { key_result: after.id, moment, score: score.score, on: day });
                work.has_new_scores |= !is_there;
            }
        }
    }
}
