//! Workspaces, people and periods of an organization.
