//! Addresses as people paste them: one or many, with names or without.
use super::MOST_AT_ONCE;
use crate::kernel::{Email, FieldError};

/// Each address once, in the order in which they were typed. The first that is none is named.
pub fn emails(typed: &str) -> Result<Vec<Email>, FieldError> {
    let mut emails: Vec<Email> = Vec::new();
    for piece in typed.split(['\n', '\r', ',', ';']).map(str::trim).filter(|piece| !piece.is_empty()) {
        let within = piece.rsplit_once('<').and_then(|(_, rest)| rest.strip_suffix('>')).unwrap_or(piece);
        let Some(email) = Email::parse(within) else {
            let shown: String = piece.chars().filter(|c| !c.is_control()).take(60).collect();
            return Err(FieldError::new("emails", "invitations-no-address").arg("text", shown));
        };
        if !emails.iter().any(|known| known.norm() == email.norm()) {
            emails.push(email);
        }
        if emails.len() > MOST_AT_ONCE {
            return Err(FieldError::new("emails", "invitations-too-many").arg("max", MOST_AT_ONCE));
        }
    }
    if emails.is_empty() { Err(FieldError::new("emails", "field-required")) } else { Ok(emails) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_found_however_they_are_pasted() {
        let typed = "anna@acme.example; Boris Orlov <boris@acme.example>,\r\n\nANNA@acme.example\n vera@acme.example ";
        let found: Vec<_> = emails(typed).unwrap().into_iter().map(|email| email.to_string()).collect();
        assert_eq!(found, ["anna@acme.example", "boris@acme.example", "vera@acme.example"]);
    }

    #[test]
    fn what_is_no_address_is_named() {
        let error = emails("anna@acme.example\nboris").unwrap_err();
        assert_eq!((error.message, error.args.len()), ("invitations-no-address", 1));
        assert_eq!(emails(" \n, ").unwrap_err().message, "field-required");
        let many: String = (0..=MOST_AT_ONCE).map(|n| format!("a{n}@acme.example\n")).collect();
        assert_eq!(emails(&many).unwrap_err().message, "invitations-too-many");
    }
}
