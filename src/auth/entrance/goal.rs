//! Where somebody on their way in wants to go. It travels in addresses and hidden fields, so nothing in it is believed.
use serde::{Deserialize, Deserializer};

use crate::kernel::OrganizationId;
use crate::web::back::inside;

#[derive(Debug, Clone, Default, Deserialize)]
pub struct Goal {
    /// Where it is chosen already.
    #[serde(default, deserialize_with = "lenient")]
    pub organization: Option<OrganizationId>,
    #[serde(default)]
    pub return_to: String,
}

/// What is no id is none.
pub fn lenient<'de, D: Deserializer<'de>>(field: D) -> Result<Option<OrganizationId>, D::Error> {
    String::deserialize(field).map(|text| text.parse().ok())
}

impl Goal {
    /// The address in the end, which lies inside.
    pub fn back(&self) -> &str {
        inside(&self.return_to)
    }

    /// The address of a step that leads there.
    pub fn at(&self, step: &str) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        if let Some(organization) = self.organization {
            query.append_pair("organization", &organization.to_string());
        }
        query.append_pair("return_to", self.back());
        format!("{step}?{}", query.finish())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_keeps_the_goal_and_nothing_outside() {
        let organization = OrganizationId::new();
        let goal = Goal { organization: Some(organization), return_to: "/help?x=1&y".to_owned() };
        assert_eq!(goal.at("/step"), format!("/step?organization={organization}&return_to=%2Fhelp%3Fx%3D1%26y"));
        let outside = Goal { return_to: "https://evil.example".to_owned(), ..Goal::default() };
        assert_eq!(outside.at("/step"), "/step?return_to=%2F");
    }
}
