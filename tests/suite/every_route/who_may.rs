//! Each route × each person who has no business there: nobody, another organization, another site, a colleague, somebody
//! suspended, the operator. They are refused in the right words, see nothing of ours, and change nothing.

use axum::http::StatusCode;

use super::scene::{Scene, WORDS, differing};
use super::table::{AT_THE_DOOR, CHANGES, For, LOOKS};
use crate::support::answer::{Answer, FilledForm};
use crate::support::client::Client;

/// What may come back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Expected {
    /// The door: 303 to it, or 401 with the way to it.
    Door,
    NotFound,
    Forbidden,
    /// Anything but a fault; no word of ours.
    NoWord,
    /// Not tried: it is rightly theirs.
    Theirs,
}

use Expected::{Door, Forbidden, NoWord, NotFound, Theirs};

struct Visitor<'a> {
    name: &'static str,
    client: Client<'a>,
    expected: fn(For, Act) -> Expected,
    /// What they must not read in an answer.
    words: &'static [&'static str],
}

/// Of objects that not every colleague sees.
const PRIVATE: [&str; 9] = ["quokka", "wombat", "numbat", "dunnart", "quoll", "potoroo", "bilby", "dibbler", "mulgara"];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Act {
    Look,
    Change,
}

fn nobody(whose: For, _: Act) -> Expected {
    if whose == For::All { Theirs } else { Door }
}

fn stranger(whose: For, act: Act) -> Expected {
    match whose {
        // with a password of ours they would be us, and leaving is everybody's
        For::All if act == Act::Change => Theirs,
        For::All | For::Members | For::Administrators => NoWord,
        For::Oneself if act == Act::Look => NoWord,
        For::Oneself => Theirs,
        _ => NotFound,
    }
}

fn operator(whose: For, act: Act) -> Expected {
    match whose {
        For::All if act == Act::Change => Theirs,
        For::All => NoWord,
        For::Operator => Theirs,
        For::Holder if act == Act::Change => NoWord,
        _ => Door,
    }
}

fn colleague_who_sees(whose: For, act: Act) -> Expected {
    match (whose, act) {
        (For::All | For::Oneself | For::Seeing, _) | (For::Members, Act::Look) => Theirs,
        (For::Members, Act::Change) => NoWord,
        (For::Entitled | For::Administrators | For::Administering, _) => Forbidden,
        (For::Holder | For::Operator, _) => NotFound,
    }
}

fn colleague_who_sees_nothing(whose: For, act: Act) -> Expected {
    match (whose, act) {
        (For::All | For::Oneself, _) => Theirs,
        (For::Members, _) => NoWord,
        (For::Administrators | For::Administering, _) => Forbidden,
        _ => NotFound,
    }
}

fn check(visitor: &Visitor<'_>, expected: Expected, answer: &Answer, sent: &str) {
    let who = visitor.name;
    let what = format!("{who} at {} got {} {}", answer.address, answer.status, answer.text());
    let to_door = answer.location().is_some_and(|to| to.starts_with("/sign-in"));
    match expected {
        Door if answer.status == StatusCode::SEE_OTHER => assert!(to_door, "{what}"),
        Door => assert!(answer.status == StatusCode::UNAUTHORIZED && answer.has("a[href^='/sign-in']"), "{what}"),
        NotFound => assert_eq!(answer.status, StatusCode::NOT_FOUND, "{what}"),
        Forbidden => assert_eq!(answer.status, StatusCode::FORBIDDEN, "{what}"),
        NoWord => assert!(answer.status.as_u16() < 500, "{what}"),
        Theirs => {}
    }
    if expected != Theirs {
        let (said, sent) = (answer.body.to_lowercase(), sent.to_lowercase());
        let heads: String = answer.headers.values().filter_map(|value| value.to_str().ok()).collect();
        let said = said + &heads.to_lowercase();
        for word in visitor.words.iter().filter(|word| !sent.contains(*word)) {
            assert!(!said.contains(word), "the word {word}: {who} at {}: {}", answer.address, answer.body);
        }
    }
}

/// The forms of all changes as Anna would send them.
async fn forms(scene: &Scene) -> Vec<Option<FilledForm>> {
    let (anna, nobody) = (scene.anna().await, scene.stranger());
    let mut forms = Vec::new();
    for change in CHANGES {
        match change.0 {
            route if AT_THE_DOOR.contains(&route) => forms.push(change.form(scene, &nobody).await),
            // the one before it in the table brings back what this one takes away
            "/objectives/{id}/archive" => {
                scene.app.sql("UPDATE objectives SET archived_at = NULL").await;
                forms.push(change.form(scene, &anna).await);
                scene.reset().await;
            }
            _ => forms.push(change.form(scene, &anna).await),
        }
    }
    forms
}

async fn walk(scene: &Scene, visitors: &[Visitor<'_>]) {
    let forms = forms(scene).await;
    for visitor in visitors {
        let before = scene.digest().await;
        for look in LOOKS {
            let expected = (visitor.expected)(look.1, Act::Look);
            let address = scene.fill_route(look.0);
            check(visitor, expected, &visitor.client.get(&address).await, "");
            if expected == Door {
                check(visitor, expected, &visitor.client.htmx().get(&address).await, "");
            }
        }
        for (change, form) in CHANGES.iter().zip(&forms) {
            let expected = (visitor.expected)(change.1, Act::Change);
            if expected == Theirs {
                continue;
            }
            let sent = form.iter().flat_map(|form| &form.fields).map(|(_, value)| value.as_str()).collect::<String>();
            check(visitor, expected, &change.send(&visitor.client, form.as_ref(), false).await, &sent);
            if expected == Door {
                check(visitor, expected, &change.send(&visitor.client, form.as_ref(), true).await, &sent);
            }
        }
        let changed = differing(&before, &scene.digest().await);
        assert_eq!(changed, Vec::<String>::new(), "changed by {}", visitor.name);
    }
}

#[tokio::test]
async fn strangers_find_nothing_and_change_nothing() {
    let scene = Scene::new("organization").await;
    let app = &scene.app;
    let suspended = app.sign_in("sven@acme.example").await;
    app.sql("UPDATE accounts SET state = 'suspended' WHERE name = 'Sven'").await;
    walk(
        &scene,
        &[
            Visitor { name: "nobody", client: app.client(), expected: nobody, words: &WORDS },
            Visitor {
                name: "the owner of another organization",
                client: app.sign_in("otto@other.example").await,
                expected: stranger,
                words: &WORDS,
            },
            Visitor { name: "somebody suspended", client: suspended, expected: nobody, words: &WORDS },
            Visitor {
                name: "the operator",
                client: app.sign_in("olaf@platform.example").await,
                expected: operator,
                words: &WORDS,
            },
            Visitor {
                name: "a colleague",
                client: app.sign_in("mara@acme.example").await,
                expected: colleague_who_sees,
                words: &["mulgara"],
            },
        ],
    )
    .await;
}

#[tokio::test]
async fn what_is_private_is_not_there_for_a_colleague() {
    let scene = Scene::new("private").await;
    let client = scene.app.sign_in("mara@acme.example").await;
    let visitor = Visitor { name: "a colleague", client, expected: colleague_who_sees_nothing, words: &PRIVATE };
    walk(&scene, &[visitor]).await;
}

#[tokio::test]
async fn no_form_is_taken_from_another_site() {
    let scene = Scene::new("organization").await;
    let forms = forms(&scene).await;
    let anna = scene.anna().await;
    anna.header("sec-fetch-site", "cross-site").header("origin", "https://evil.example");
    let before = scene.digest().await;
    for (change, form) in CHANGES.iter().zip(&forms) {
        let answer = change.send(&anna, form.as_ref(), false).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{}", change.0);
    }
    assert_eq!(differing(&before, &scene.digest().await), Vec::<String>::new());
}
