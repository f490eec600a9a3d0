//! From what is typed about a sign-in service to its settings.
use serde::Deserialize;
use url::Url;
use uuid::Uuid;

use super::store::Settings;
use crate::kernel::FieldError;
use crate::outbound::Outbound;
use crate::web::parse::{self, Errors};

const MOST: usize = 100;

/// As it is sent; nothing of it has to be there.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ProviderForm {
    pub kind: String,
    pub name: String,
    pub issuer: String,
    pub tenant: String,
    pub client_id: String,
    pub client_secret: String,
    pub mfa_value: String,
    pub groups: String,
    pub domains: String,
    pub active: Option<String>,
    #[serde(rename = "_ver", deserialize_with = "parse::version")]
    pub version: i32,
}

impl ProviderForm {
    /// An empty one of this kind.
    pub fn empty(kind: &str) -> Self {
        let (kind, name) = if kind == "entra" { ("entra", "Microsoft") } else { ("openid", "") };
        Self { kind: kind.to_owned(), name: name.to_owned(), active: Some("on".to_owned()), ..Self::default() }
    }

    /// What stands in the form of settings that are kept.
    pub fn of(settings: &Settings, version: i32) -> Self {
        Self {
            kind: if settings.tenant.is_some() { "entra" } else { "openid" }.to_owned(),
            name: settings.name.clone(),
            issuer: settings.issuer.clone(),
            tenant: settings.tenant.clone().unwrap_or_default(),
            client_id: settings.client_id.clone(),
            client_secret: String::new(),
            mfa_value: settings.mfa_value.clone().unwrap_or_default(),
            groups: settings.groups.join("\n"),
            domains: settings.domains.join("\n"),
            active: settings.is_active.then(|| "on".to_owned()),
            version,
        }
    }

    pub fn is_entra(&self) -> bool {
        self.kind == "entra"
    }

    /// The secret, where one was typed.
    pub fn secret(&self) -> Result<Option<String>, FieldError> {
        let secret = parse::text("client_secret", &self.client_secret, 500, false)?;
        Ok((!secret.is_empty()).then_some(secret))
    }

    /// The settings, or all that is wrong with them.
    pub fn settings(&self, outbound: &Outbound) -> Result<Settings, Vec<FieldError>> {
        let mut errors = Errors::default();
        errors.take(parse::choice("kind", &self.kind, |kind| ["openid", "entra"].contains(&kind).then_some(())));
        let is_active = errors.take(parse::choice("active", self.active.as_deref().unwrap_or_default(), |active| {
            ["", "on"].contains(&active).then_some(active == "on")
        }));
        let name = errors.take(parse::required("name", &self.name, 60));
        let place = errors.take(if self.is_entra() { self.directory() } else { self.provider(outbound) });
        let client_id = errors.take(parse::required("client_id", &self.client_id, 255));
        let mfa_value = errors.take(parse::text("mfa_value", &self.mfa_value, 200, false));
        let groups = errors.take(list("groups", &self.groups, |group| Some(group.to_owned())));
        let domains = errors.take(list("domains", &self.domains, domain));
        errors.take(self.secret());
        match (name, place, client_id, mfa_value, groups, domains, is_active) {
            (
                Some(name),
                Some((issuer, tenant)),
                Some(client_id),
                Some(mfa_value),
                Some(groups),
                Some(domains),
                Some(is_active),
            ) if errors.is_empty() => {
                let mfa_value = (!mfa_value.is_empty()).then_some(mfa_value);
                Ok(Settings { name, issuer, tenant, client_id, mfa_value, groups, domains, is_active })
            }
            _ => Err(errors.0),
        }
    }

    /// Issuer and directory of Entra ID, of which only the latter differs.
    fn directory(&self) -> Result<(String, Option<String>), FieldError> {
        let tenant = parse::required("tenant", &self.tenant, 100)?;
        let tenant =
            Uuid::parse_str(&tenant).map_err(|_| FieldError::new("tenant", "provider-tenant-wrong"))?.to_string();
        Ok((format!("https://login.microsoftonline.com/{tenant}/v2.0"), Some(tenant)))
    }

    fn provider(&self, outbound: &Outbound) -> Result<(String, Option<String>), FieldError> {
        let wrong = || FieldError::new("issuer", "provider-issuer-wrong");
        let issuer = parse::required("issuer", &self.issuer, 500)?;
        let url = Url::parse(&issuer).map_err(|_| wrong())?;
        if url.cannot_be_a_base() || url.query().is_some() || url.fragment().is_some() {
            return Err(wrong());
        }
        outbound.permits(&url).map_err(|_| FieldError::new("issuer", "provider-issuer-forbidden"))?;
        Ok((issuer, None))
    }
}

/// Entries by line, comma or space, each once.
fn list(field: &'static str, raw: &str, read: impl Fn(&str) -> Option<String>) -> Result<Vec<String>, FieldError> {
    let text = parse::text(field, raw, 10_000, true)?;
    let mut entries = Vec::new();
    for entry in text.split([',', ';', '\n', '\t', ' ']).map(str::trim).filter(|entry| !entry.is_empty()) {
        let entry = read(entry).ok_or_else(|| FieldError::new(field, "provider-domain-wrong").arg("domain", entry))?;
        if !entries.contains(&entry) {
            entries.push(entry);
        }
    }
    if entries.len() > MOST {
        return Err(FieldError::new(field, "provider-too-many").arg("n", MOST));
    }
    Ok(entries)
}

fn domain(text: &str) -> Option<String> {
    let domain = text.trim_start_matches('@').to_lowercase();
    let is_label = |label: &str| !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || c == '-');
    (domain.contains('.') && domain.len() <= 253 && domain.split('.').all(is_label)).then_some(domain)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    fn read(change: impl FnOnce(&mut ProviderForm)) -> Result<Settings, Vec<&'static str>> {
        let outbound = Outbound::new(
            &Config::read(|name| (name == "OKRIO_PRIVATE_ADDRESSES").then(|| "refuse".to_owned())).unwrap(),
        );
        let mut form = ProviderForm {
            kind: "openid".to_owned(),
            name: "Acme".to_owned(),
            issuer: "https://login.acme.example/realm".to_owned(),
            client_id: "okrio".to_owned(),
            ..ProviderForm::default()
        };
        change(&mut form);
        form.settings(&outbound).map_err(|errors| errors.iter().map(|error| error.message).collect())
    }

    #[test]
    fn a_provider_is_known_by_its_issuer_as_typed() {
        assert_eq!(read(|_| {}).unwrap().issuer, "https://login.acme.example/realm");
        for (issuer, message) in [
            ("login.acme.example", "provider-issuer-wrong"),
            ("https://login.acme.example/?realm=1", "provider-issuer-wrong"),
            ("mailto:anna@acme.example", "provider-issuer-wrong"),
            ("https://10.0.0.1", "provider-issuer-forbidden"),
            ("ftp://login.acme.example", "provider-issuer-forbidden"),
            ("", "field-required"),
        ] {
            assert_eq!(read(|form| form.issuer = issuer.to_owned()), Err(vec![message]), "{issuer}");
        }
    }

    #[test]
    fn of_entra_id_the_directory_makes_the_issuer() {
        let tenant = "9188040D-6C67-4C5B-B112-36A304B66DAD";
        let entra = read(|form| {
            form.kind = "entra".to_owned();
            form.tenant = tenant.to_owned();
        });
        let entra = entra.unwrap();
        assert_eq!(entra.issuer, "https://login.microsoftonline.com/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0");
        for tenant in ["common", "organizations", "acme.onmicrosoft.com"] {
            let refused = read(|form| {
                form.kind = "entra".to_owned();
                form.tenant = tenant.to_owned();
            });
            assert_eq!(refused, Err(vec!["provider-tenant-wrong"]), "{tenant}");
        }
    }

    #[test]
    fn lists_are_read_as_people_write_them() {
        let settings = read(|form| form.domains = "Acme.example, @acme.org\nacme.example".to_owned()).unwrap();
        assert_eq!(settings.domains, ["acme.example", "acme.org"]);
        assert_eq!(read(|form| form.domains = "acme".to_owned()), Err(vec!["provider-domain-wrong"]));
        assert_eq!(read(|form| form.groups = "g ".repeat(500)).unwrap().groups, ["g"]);
    }
}
