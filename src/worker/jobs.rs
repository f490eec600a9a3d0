//! Which fact leads to which job. Each module registers its own.
use std::future::Future;
use std::pin::Pin;

use serde_json::Value;
use uuid::Uuid;

use crate::db::Db;
use crate::kernel::{AccountId, Actor, Failure, Result};

/// A job at work.
pub type Running = Pin<Box<dyn Future<Output = Result<()>> + Send>>;

/// Something to do after a change. It may run more than once, so a second run must change nothing.
#[derive(Clone, Copy, Debug)]
pub struct Job {
    /// `<feature>.<verb>`; stands in the queue, so it stays the same between releases.
    pub name: &'static str,
    /// The field of the fact that names what the job is about: jobs that wait about the same thing are one job.
    pub about: &'static str,
    /// Opens its transactions itself, as `work.actor`. A failure is tried again, later each time.
    pub run: fn(Work) -> Running,
}

/// What a job gets.
#[derive(Debug)]
pub struct Work {
    pub db: Db,
    /// Background work of the organization, in its time zone.
    pub actor: Actor,
    /// Whose change led to the job; of several that were merged, the last.
    pub cause: Option<AccountId>,
    /// The payload of the fact.
    pub payload: Value,
}

impl Work {
    /// The id in a field of the payload.
    pub fn id<T: From<Uuid>>(&self, field: &str) -> Result<T> {
        let text = self.payload.get(field).and_then(Value::as_str);
        let id = text
            .and_then(|text| Uuid::parse_str(text).ok())
            .ok_or_else(|| Failure::internal(format!("the fact has no id in {field}")))?;
        Ok(T::from(id))
    }
}

/// All jobs, with the facts that they answer to.
#[derive(Clone, Debug, Default)]
pub struct Jobs(Vec<(&'static [&'static str], Job)>);

impl Jobs {
    pub fn new() -> Self {
        Self::default()
    }

    /// Runs `job` after each of these facts.
    #[must_use]
    pub fn on(mut self, facts: &'static [&'static str], job: Job) -> Self {
        self.0.push((facts, job));
        self
    }

    #[must_use]
    pub fn merge(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }

    pub(super) fn after<'a>(&'a self, fact: &'a str) -> impl Iterator<Item = &'a Job> {
        self.0.iter().filter(move |(facts, _)| facts.contains(&fact)).map(|(_, job)| job)
    }

    pub(super) fn named(&self, name: &str) -> Option<&Job> {
        self.0.iter().map(|(_, job)| job).find(|job| job.name == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn job(name: &'static str) -> Job {
        Job { name, about: "objective", run: |_| Box::pin(async { Ok(()) }) }
    }

    #[test]
    fn a_fact_leads_to_the_jobs_of_all_modules_that_answer_to_it() {
        let jobs = Jobs::new().on(&["a", "b"], job("one")).merge(Jobs::new().on(&["b"], job("other")));
        let after = |fact| jobs.after(fact).map(|job| job.name).collect::<Vec<_>>();
        assert_eq!((after("a"), after("b"), after("c")), (vec!["one"], vec!["one", "other"], vec![]));
        assert!(jobs.named("other").is_some() && jobs.named("a").is_none());
    }
}
