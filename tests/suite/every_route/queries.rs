//! Addresses and cookies that nobody would type: parts of paths, each field of each query, each cookie. Never a fault.

use std::collections::BTreeMap;

use axum::http::{Method, StatusCode};

use super::scene::Scene;
use super::table::LOOKS;
use crate::support::answer::Answer;

/// As they stand in an address.
fn hostile(scene: &Scene) -> Vec<String> {
    let foreign = scene.at("{foreign-objective}");
    let long = "%D1%8F".repeat(2_000);
    [
        "a%00b",
        "%FF%FE",
        "-99999999999999999999",
        "%3Cscript%3Ealert(7)%3C%2Fscript%3E%22%3E%3Cimg%20src=x%3E",
        &long,
        &foreign,
    ]
    .map(str::to_owned)
    .into()
}

fn is_calm(answer: &Answer) -> bool {
    !answer.status.is_server_error() && !answer.body.contains("<script>alert(7)") && !answer.body.contains("<img src=x")
}

#[tokio::test]
async fn no_query_is_a_fault() {
    let scene = Scene::new("organization").await;
    let anna = scene.anna().await;
    // one address of each kind, whatever ids stand in it
    let mut known: BTreeMap<(String, String), String> = BTreeMap::new();
    let mut note = |address: &str| {
        if let Some((path, query)) = address.split_once('?').filter(|_| address.starts_with('/')) {
            let kind: String = path.split('/').map(|part| if part.len() == 36 { "/*" } else { part }).collect();
            for (name, _) in url::form_urlencoded::parse(query.as_bytes()) {
                known.entry((kind.clone(), name.into_owned())).or_insert_with(|| path.to_owned());
            }
        }
    };
    for look in LOOKS {
        let page = anna.get(&scene.fill_route(look.0)).await;
        for link in page.attributes("a[href*='?']", "href") {
            note(&link);
        }
        for form in page.forms("form:not([method=post])") {
            for (name, _) in &form.fields {
                note(&format!("{}?{name}=", form.action));
            }
        }
    }
    // names that stand on no page of so small a company
    for name in ["why", "period"] {
        note(&scene.at(&format!("/objectives/{{objective}}?{name}=")));
    }
    for address in [
        "/objectives?after=",
        "/objectives?before=",
        "/objectives?sort=",
        "/alignment?more=",
        "/alignment?closed=",
        "/check-in?objective=",
        "/objectives/export.csv?text=",
        "/objectives/export.json?text=",
        "/objectives/export.xlsx?text=",
        "/check-in/preview?day=",
        "/organizations?return_to=",
    ] {
        note(address);
    }
    for part in ["comments", "history"] {
        note(&scene.at(&format!("/objectives/{{objective}}/{part}?before=")));
    }
    for field in ["value", "confidence", "comment", "ver", "seen", "milestone"] {
        note(&scene.at(&format!("/check-in/preview?{field}-{{key-result}}=")));
    }
    assert!(known.len() > 25, "{known:?}");
    let mut faults = Vec::new();
    for ((_, name), path) in &known {
        for value in hostile(&scene) {
            let address = format!("{path}?{name}={value}&{name}={value}");
            let answer = anna.get(&address).await;
            if !is_calm(&answer) {
                faults.push(format!("{} {}", answer.status, address.chars().take(120).collect::<String>()));
            }
        }
    }
    assert_eq!(faults, Vec::<String>::new());
}

#[tokio::test]
async fn what_is_no_id_is_not_there() {
    let scene = Scene::new("organization").await;
    let anna = scene.anna().await;
    let routes: Vec<_> = okrio::app::routes().list.into_iter().filter(|route| route.path.contains('{')).collect();
    assert!(routes.len() > 30);
    for route in routes {
        let (start, rest) = route.path.split_once('{').unwrap();
        let end = rest.split_once('}').unwrap().1;
        for value in hostile(&scene) {
            let address = format!("{start}{value}{end}");
            let answer =
                if route.method == Method::POST { anna.post(&address, &[]).await } else { anna.get(&address).await };
            // a script asks for drafts by any name
            let is_there = answer.status != StatusCode::NOT_FOUND && route.path != "/drafts/{form}";
            assert!(!is_there && is_calm(&answer), "{} {address}: {} {}", route.method, answer.status, answer.text());
        }
    }
}

#[tokio::test]
async fn no_cookie_is_a_fault() {
    let scene = Scene::new("organization").await;
    let anna = scene.anna().await;
    for name in ["okrio-period", "okrio-flash", "okrio-language", "okrio"] {
        for value in hostile(&scene).into_iter().chain([String::new(), "%".to_owned(), "{\"text\":1}".to_owned()]) {
            anna.set_cookie(name, &value);
            let answer = anna.get("/objectives").await;
            assert!(is_calm(&answer), "{name}={value}: {}", answer.status);
        }
        if name != "okrio" {
            assert_eq!(anna.get("/objectives").await.status, StatusCode::OK, "a broken {name} is as none");
        }
    }
}
