//! The table of who may do what, as the policy has it. A difference in the snapshot is a change of rights: look twice.

use okrio::kernel::{AccountId, Actor, OrganizationId, OrganizationRole};
use okrio::okr::objectives::policy::{self, Place, Ruling, Standing, Subject};
use okrio::okr::objectives::stage::{Halted, Stage};
use okrio::okr::objectives::visibility::Visibility;

/// One column: who it is, and whether the role only counts within a reach.
struct Column {
    name: &'static str,
    within_reach: bool,
    role: OrganizationRole,
    is_auditor: bool,
    is_hr: bool,
    standing: Standing,
}

fn columns() -> Vec<Column> {
    let none = Standing::default();
    let member = |name, within_reach, standing| Column {
        name,
        within_reach,
        role: OrganizationRole::Member,
        is_auditor: false,
        is_hr: false,
        standing,
    };
    vec![
        member("owner of it", false, Standing { is_owner: true, ..none }),
        member("contributor", false, Standing { contributor: true, ..none }),
        member("reviewer", false, Standing { reviewer: true, ..none }),
        member("viewer", false, Standing { viewer: true, ..none }),
        member("owner of a KR", false, Standing { key_result_owner: true, ..none }),
        member("manager", true, Standing { manages_owner: true, ..none }),
        member("dotted manager", true, Standing { dotted_manages_owner: true, ..none }),
        member("workspace member", true, Standing { workspace_on_path: true, ..none }),
        member("workspace admin", true, Standing { workspace_on_path: true, administers_workspace: true, ..none }),
        member("OKR expert", true, Standing { workspace_on_path: true, advises_workspace: true, ..none }),
        Column { is_hr: true, ..member("HR", false, none) },
        Column { is_auditor: true, ..member("auditor", false, none) },
        Column { role: OrganizationRole::Admin, ..member("admin", false, none) },
        Column { role: OrganizationRole::Owner, ..member("owner of org.", false, none) },
        member("any member", false, none),
    ]
}

fn actor(column: &Column) -> Actor {
    Actor {
        account: Some(AccountId::new()),
        role: column.role,
        is_auditor: column.is_auditor,
        is_hr: column.is_hr,
        ..Actor::system(OrganizationId::new(), chrono_tz::UTC)
    }
}

fn subject(visibility: Visibility, stage: Stage) -> Subject {
    Subject { owner: AccountId::new(), visibility, stage, halted: None, archived: false }
}

fn cell(column: &Column, ruling: Ruling) -> &'static str {
    match ruling {
        Ruling::Allowed(_) if column.within_reach => "○",
        Ruling::Allowed(_) => "●",
        Ruling::Hidden => "404",
        Ruling::Forbidden => "—",
        Ruling::Locked => "locked",
    }
}

type Act = fn(&Actor, &Subject, &Standing) -> Ruling;

const ACTS: [(&str, Act); 12] = [
    ("see", policy::may_see),
    ("edit text", policy::may_edit_text),
    ("edit key results", policy::may_edit_key_results),
    ("change targets in work", policy::may_change_targets_after_activation),
    ("set a value, check in", |actor, subject, standing| {
        policy::may_set_value(actor, subject, standing, standing.key_result_owner)
    }),
    ("correct a reading", policy::may_correct_reading),
    ("comment", policy::may_comment),
    ("submit", policy::may_submit),
    ("withdraw", policy::may_withdraw),
    ("move", policy::may_move),
    ("give roles, visibility", policy::may_give_roles),
    ("archive, cancel", policy::may_archive),
];

fn row(name: &str, cells: impl Iterator<Item = &'static str>) -> String {
    let mut line = format!("{name:<24}");
    for text in cells {
        line.push_str(&format!(" {text:^6}"));
    }
    line.trim_end().to_owned() + "\n"
}

#[test]
fn the_matrix_of_rights() {
    let mut table = String::new();
    for (number, column) in columns().iter().enumerate() {
        table.push_str(&format!("{number:>2} {}{}\n", column.name, if column.within_reach { " ○" } else { "" }));
    }
    let numbers: Vec<&'static str> =
        ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14"].to_vec();
    let sections = [
        ("organization, draft", subject(Visibility::Organization, Stage::Draft)),
        ("organization, active", subject(Visibility::Organization, Stage::Active)),
        ("workspace, active", subject(Visibility::Workspace, Stage::Active)),
        ("private, active", subject(Visibility::Private, Stage::Active)),
        ("organization, closed", subject(Visibility::Organization, Stage::Closed)),
        ("organization, archived", Subject { archived: true, ..subject(Visibility::Organization, Stage::Active) }),
        (
            "organization, postponed",
            Subject { halted: Some(Halted::Postponed), ..subject(Visibility::Organization, Stage::Active) },
        ),
        ("organization, in review", subject(Visibility::Organization, Stage::ManagerReview)),
    ];
    for (title, subject) in sections {
        table.push('\n');
        table.push_str(&row(title, numbers.iter().copied()));
        for (name, act) in ACTS {
            table.push_str(&row(
                name,
                columns().iter().map(|column| cell(column, act(&actor(column), &subject, &column.standing))),
            ));
        }
    }
    insta::assert_snapshot!(table);
}

#[test]
fn who_creates_for_whom() {
    // oneself; for one's workspace: an owner who belongs to it; for someone else: an owner who does not
    let targets: [(&str, bool, bool); 3] =
        [("for oneself", true, false), ("for a workspace", false, true), ("for someone else", false, false)];
    let mut table = String::new();
    for visibility in Visibility::ALL {
        table.push_str(&format!("{}\n", visibility.id()));
        for column in columns() {
            let cells = targets.map(|(_, is_owner, owner_in_workspace)| {
                let standing = column.standing;
                let place = Place {
                    is_owner,
                    manages_owner: standing.manages_owner && !is_owner,
                    owner_in_workspace,
                    administers_workspace: standing.administers_workspace,
                    advises_workspace: standing.advises_workspace,
                    visibility,
                };
                let allowed = policy::may_create_for(&actor(&column), &place).is_allowed();
                match (allowed, column.within_reach && !is_owner) {
                    (true, false) => "●",
                    (true, true) => "○",
                    (false, _) => "—",
                }
            });
            // the owner of another objective and its contributors are just members here
            if column.standing.key_result_owner
                || column.standing.is_owner
                || column.standing.contributor
                || column.standing.reviewer
                || column.standing.viewer
            {
                continue;
            }
            table.push_str(&format!("  {:<17} {}\n", column.name, cells.join(" · ")));
        }
    }
    insta::assert_snapshot!(table);
}

#[test]
fn only_administrators_looks_at_private_objectives_are_audited() {
    for column in columns() {
        for visibility in Visibility::ALL {
            let by_office = column.role != OrganizationRole::Member;
            assert_eq!(
                policy::is_audited_look(&actor(&column), &subject(visibility, Stage::Active), &column.standing),
                by_office && visibility == Visibility::Private,
                "{} on {}",
                column.name,
                visibility.id()
            );
        }
    }
    // who stands closer needs no office to see it
    let manager = Standing { manages_owner: true, ..Standing::default() };
    let office = Column { role: OrganizationRole::Owner, ..columns().pop().unwrap() };
    assert!(!policy::is_audited_look(&actor(&office), &subject(Visibility::Private, Stage::Active), &manager));
}

#[test]
fn roles_add_up() {
    let person = actor(&columns().pop().unwrap());
    let active = subject(Visibility::Private, Stage::Active);
    let viewer_and_manager = Standing { viewer: true, manages_owner: true, ..Standing::default() };
    assert!(policy::may_archive(&person, &active, &viewer_and_manager).is_allowed());
    // a workspace role ends at a private objective, though its holder sees it for another reason
    let viewer_and_admin =
        Standing { viewer: true, workspace_on_path: true, administers_workspace: true, ..Standing::default() };
    assert_eq!(policy::may_archive(&person, &active, &viewer_and_admin), Ruling::Forbidden);
    // the owner of one key result sets no value of another
    let other = Standing { key_result_owner: true, ..Standing::default() };
    assert_eq!(policy::may_set_value(&person, &active, &other, false), Ruling::Forbidden);
}

#[test]
fn background_work_may_everything_that_is_open() {
    let system = Actor::system(OrganizationId::new(), chrono_tz::UTC);
    for (name, act) in ACTS {
        let stage = if name == "submit" { Stage::Draft } else { Stage::Active };
        assert!(act(&system, &subject(Visibility::Private, stage), &Standing::default()).is_allowed(), "{name}");
    }
}
