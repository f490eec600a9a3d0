//! Pages and actions that are found by their name.
use super::words::Words;
use crate::i18n::Lang;
use crate::web::Viewer;

/// A page, or a page that begins an action.
pub struct Place {
    /// Message id of its name.
    pub name: &'static str,
    pub address: &'static str,
    pub icon: &'static str,
    /// The action whose key leads there too.
    pub key: &'static str,
    pub is_action: bool,
    for_whom: Whom,
}

/// Who finds a place.
#[derive(Clone, Copy)]
enum Whom {
    All,
    /// Those who see everything in the organization.
    Auditors,
    /// Those who change everything in it.
    Administrators,
}

const fn page(name: &'static str, address: &'static str, icon: &'static str, key: &'static str) -> Place {
    Place { name, address, icon, key, is_action: false, for_whom: Whom::All }
}

const fn action(name: &'static str, address: &'static str, icon: &'static str, key: &'static str) -> Place {
    Place { name, address, icon, key, is_action: true, for_whom: Whom::All }
}

const PLACES: &[Place] = &[
    action("objective-new", "/objectives/new", "plus", "new"),
    action("search-check-in", "/check-in", "checkin", "check-in"),
    action("search-export", "/objectives/export.xlsx", "download", ""),
    page("nav-my-work", "/", "home", "go-my-work"),
    page("nav-check-in", "/check-in", "checkin", "go-check-in"),
    page("nav-objectives", "/objectives", "target", "go-objectives"),
    page("nav-alignment", "/alignment", "tree", "go-alignment"),
    Place { for_whom: Whom::Administrators, ..page("nav-import", "/imports", "upload", "") },
    Place { for_whom: Whom::Administrators, ..page("members-title", "/organization/members", "people", "") },
    Place { for_whom: Whom::Administrators, ..page("ownership-title", "/organization/ownership", "key", "") },
    Place { for_whom: Whom::Administrators, ..page("invitations-title", "/organization/invitations", "people", "") },
    Place { for_whom: Whom::Administrators, ..page("brand-title", "/organization/appearance", "gear", "") },
    Place { for_whom: Whom::Administrators, ..page("sign-in-policy-title", "/organization/sign-in", "key", "") },
    Place { for_whom: Whom::Administrators, ..page("providers-title", "/organization/identity-providers", "key", "") },
    Place { for_whom: Whom::Auditors, ..page("nav-audit", "/organization/audit", "lock", "") },
    page("account-sessions", "/account/sessions", "people", ""),
    page("security-title", "/account/security", "lock", ""),
    page("account-password", "/account/password", "lock", ""),
    page("identities-title", "/account/identities", "key", ""),
    page("account-appearance", "/account/appearance", "gear", ""),
    page("keyboard-title", "/account/keyboard", "key", ""),
    page("footer-help", "/help", "help", ""),
    page("accessibility-title", "/help/accessibility", "help", ""),
    page("account-keys", "/help/keys", "key", "help"),
];

/// Those that the viewer may open and whose name has all the words.
pub fn find(l: &Lang, viewer: &Viewer, words: &Words) -> impl Iterator<Item = &'static Place> {
    let is_for = |whom| match whom {
        Whom::All => true,
        Whom::Auditors => viewer.actor.sees_all(),
        Whom::Administrators => viewer.actor.changes_all(),
    };
    PLACES.iter().filter(move |place| is_for(place.for_whom) && words.begin_in(&l.t(place.name)))
}
