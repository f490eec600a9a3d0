//! The way from an organization, or a work address, to its provider. It tells of providers, never of people.
use axum::extract::State;
use serde::Deserialize;

use super::store;
use super::views::FindPage;
use crate::auth::entrance::goal;
use crate::db::Db;
use crate::kernel::OrganizationId;
use crate::web::back::inside;
use crate::web::{self, Nav, Query, Screen};

#[derive(Deserialize)]
pub struct Ask {
    /// The short name of an organization, or an e-mail address.
    #[serde(default, rename = "for")]
    sought: String,
    /// Of somebody whose organization asks for this way.
    #[serde(default, deserialize_with = "goal::lenient")]
    organization: Option<OrganizationId>,
    #[serde(default)]
    return_to: String,
}

pub async fn form(State(db): State<Db>, screen: Screen, Query(ask): Query<Ask>) -> web::Result {
    let typed: String = ask.sought.trim().chars().filter(|c| !c.is_control()).take(254).collect();
    let offers = if typed.is_empty() && ask.organization.is_none() {
        None
    } else {
        let (sought, domain) = read(&typed);
        let mut tx = db.system().await?;
        let offers = store::list_for(&mut tx, &sought, &domain, ask.organization.filter(|_| typed.is_empty())).await?;
        tx.commit().await?;
        Some(offers)
    };
    let l = screen.lang();
    let view = FindPage { l, typed, offers, return_to: inside(&ask.return_to).to_owned() };
    screen.show(Nav::None, &l.say("find-provider-title"), &view)
}

/// A short name, and a domain.
fn read(typed: &str) -> (String, String) {
    let lower = typed.to_lowercase();
    match lower.rsplit_once('@') {
        // whoever it is does not matter
        Some((_, domain)) => (String::new(), domain.to_owned()),
        None => (lower.clone(), lower),
    }
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn of_an_address_only_the_domain_counts() {
        assert_eq!(read("Anna@Acme.Example"), (String::new(), "acme.example".to_owned()));
        assert_eq!(read("Acme"), ("acme".to_owned(), "acme".to_owned()));
    }
}
