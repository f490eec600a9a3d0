//! The message files, one for each feature and language, compiled into the program.

macro_rules! ftl {
    ($($path:literal),+ $(,)?) => {
        &[$(($path, include_str!(concat!("../../locales/en/", $path, ".ftl")), include_str!(concat!("../../locales/ru/", $path, ".ftl")))),+]
    };
}

/// Path below `locales/<language>/` without its ending, English text, Russian text.
pub const SOURCES: &[(&str, &str, &str)] = ftl![
    "web/frame",
    "web/failure",
    "web/merge",
    "mail/letters",
    "accounts/profile",
    "accounts/keyboard",
    "auth/local",
    "auth/oidc",
    "okr/key_results",
    "okr/objectives",
    "okr/imports",
    "okr/import_pages",
    "auth/confirmation",
    "auth/email_code",
    "auth/entrance",
    "auth/second_factor",
    "auth/security",
    "auth/operator",
    "auth/organizations",
    "auth/password_change",
    "auth/sessions",
    "help/accessibility",
    "help/pages",
    "okr/access",
    "okr/alignment",
    "okr/moves",
    "okr/objective_list",
    "okr/saved_views",
    "okr/bulk",
    "okr/parts",
    "okr/why",
    "okr/comments",
    "okr/history",
    "okr/undo",
    "okr/policy",
    "search/pages",
    "live/updates",
    "checkins/weekly",
    "checkins/my_work",
    "administration/brand",
    "administration/audit",
    "administration/members",
    "administration/ownership",
    "administration/sign_in",
    "administration/identity_providers",
    "dev/kit",
    "dev/mail",
];
