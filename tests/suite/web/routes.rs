//! Every recorded address asks who comes, whoever wrote its page.

use axum::http::{Method, StatusCode};
use okrio::web::Access;

use crate::app::TestApp;
use crate::world::World;

fn filled(path: &str) -> String {
    let id = uuid::Uuid::now_v7().to_string();
    path.split('/').map(|part| if part.starts_with('{') { id.as_str() } else { part }).collect::<Vec<_>>().join("/")
}

#[tokio::test]
async fn strangers_are_led_to_the_door() {
    let app = TestApp::new().await;
    let client = app.client();
    for route in okrio::app::routes().list {
        if route.access == Access::Public {
            continue;
        }
        let address = filled(route.path);
        let answer =
            if route.method == Method::POST { client.post(&address, &[]).await } else { client.get(&address).await };
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{} {}", route.method, route.path);
        assert!(answer.location().unwrap().starts_with("/sign-in?return_to="), "{} {}", route.method, route.path);
    }
}

/// Where there is nothing yet, every page leads on to pages that are there.
#[tokio::test]
async fn links_of_empty_pages_lead_somewhere() {
    let app = TestApp::new().await;
    World::new(&app).await.person_as("owner", "owner").await;
    let client = app.sign_in("owner@acme.example").await;
    let mut known: Vec<String> =
        ["/", "/check-in", "/objectives", "/alignment", "/imports"].map(str::to_owned).to_vec();
    let mut next = 0;
    while let Some(address) = known.get(next).cloned() {
        next += 1;
        let answer = client.get(&address).await;
        assert!(answer.status.is_success() || answer.status.is_redirection(), "{address}: {}", answer.status);
        for link in answer.attributes("main a[href]", "href") {
            let link = link.split('#').next().unwrap_or_default().to_owned();
            if link.starts_with('/') && !link.starts_with("/language/") && !known.contains(&link) && known.len() < 200 {
                known.push(link);
            }
        }
    }
    assert!(known.contains(&"/objectives/new".to_owned()), "{known:?}");
}

#[tokio::test]
async fn members_find_nothing_at_the_addresses_of_the_operator() {
    let app = TestApp::new().await;
    World::new(&app).await.person_as("owner", "owner").await;
    let client = app.sign_in("owner@acme.example").await;
    let mut seen = 0;
    for route in okrio::app::routes().list.into_iter().filter(|route| route.access == Access::Operator) {
        let answer = if route.method == Method::POST {
            client.post(&filled(route.path), &[]).await
        } else {
            client.get(&filled(route.path)).await
        };
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{} {}", route.method, route.path);
        seen += 1;
    }
    assert!(seen > 0);
}
