//! What the explanation shows.
use askama::Template;

use super::actions::Explained;
use super::model::Verb;
use crate::i18n::Lang;
use crate::kernel::ObjectiveId;
use crate::okr::objectives::policy::{Rule, Ruling};
use crate::okr::objectives::views::visibility_choice;
use crate::okr::parts::PersonView;
use crate::web::Viewer;

#[derive(Template)]
#[template(path = "okr/access/page.html")]
pub struct AccessPage {
    l: Lang,
    objective: ObjectiveId,
    objective_title: String,
    visibility: String,
    person: PersonView,
    is_oneself: bool,
    /// None for somebody who cannot sign in.
    lines: Option<Vec<Line>>,
    /// What the field offers; none where there is no field.
    people: Option<Vec<String>>,
    typed: String,
    problem: Option<String>,
}

struct Line {
    verb: Verb,
    answer: Answer,
    why: &'static str,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Answer {
    Yes,
    No,
    /// By role, but not as the objective stands.
    NotNow,
}

impl Answer {
    fn message(self) -> &'static str {
        match self {
            Self::Yes => "access-yes",
            Self::No => "access-no",
            Self::NotNow => "access-not-now",
        }
    }

    fn icon(self) -> &'static str {
        match self {
            Self::Yes => "tick",
            Self::No => "x",
            Self::NotNow => "lock",
        }
    }
}

impl AccessPage {
    pub fn of(l: Lang, viewer: &Viewer, explained: Explained, typed: String) -> Self {
        let Explained { objective, person, rulings, people, problem } = explained;
        Self {
            l,
            objective: objective.id,
            objective_title: objective.title,
            visibility: l.say(visibility_choice(objective.visibility)),
            is_oneself: person.id == viewer.account,
            person: PersonView { name: person.name, account: person.id },
            lines: rulings.map(|rulings| rulings.into_iter().map(|(verb, ruling)| line(verb, ruling)).collect()),
            people: people.map(|people| people.iter().map(|person| person.text()).collect()),
            typed,
            problem: problem.map(|problem| l.field_error(&problem)),
        }
    }
}

fn line(verb: Verb, ruling: Ruling) -> Line {
    let (answer, why) = match ruling {
        Ruling::Allowed(rule) => (Answer::Yes, reason(rule)),
        Ruling::Hidden => (Answer::No, "access-hidden"),
        Ruling::Forbidden => (Answer::No, "access-forbidden"),
        Ruling::Locked => (Answer::NotNow, "access-locked"),
    };
    Line { verb, answer, why }
}

/// The rule in words.
fn reason(rule: Rule) -> &'static str {
    match rule {
        Rule::Owner => "access-rule-owner",
        Rule::Contributor => "access-rule-contributor",
        Rule::Reviewer => "access-rule-reviewer",
        Rule::Viewer => "access-rule-viewer",
        Rule::KeyResultOwner => "access-rule-key-result-owner",
        Rule::Manager => "access-rule-manager",
        Rule::DottedManager => "access-rule-dotted-manager",
        Rule::WorkspaceMember => "access-rule-workspace-member",
        Rule::WorkspaceAdmin => "access-rule-workspace-admin",
        Rule::Expert => "access-rule-expert",
        Rule::Everyone => "access-rule-everyone",
        Rule::Auditor => "access-rule-auditor",
        Rule::Administrator => "access-rule-administrator",
        Rule::System => "access-rule-system",
    }
}
