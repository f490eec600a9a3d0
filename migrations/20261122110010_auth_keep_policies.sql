-- How people of an organization sign in. An organization without a row has the policy of a new one: every way, one factor.
CREATE TABLE sign_in_policies (
  organization_id uuid PRIMARY KEY REFERENCES organizations (id),
  ways text[] NOT NULL CHECK (cardinality(ways) > 0 AND ways <@ ARRAY['password', 'email_code', 'passkey', 'provider']),
  second_factor boolean NOT NULL,
  version integer NOT NULL DEFAULT 1
);
ALTER TABLE sign_in_policies ENABLE ROW LEVEL SECURITY;
ALTER TABLE sign_in_policies FORCE ROW LEVEL SECURITY;
CREATE POLICY sign_in_policies_read ON sign_in_policies FOR SELECT TO okrio_app USING (organization_id = app.organization());
CREATE POLICY sign_in_policies_add ON sign_in_policies FOR INSERT TO okrio_app WITH CHECK (organization_id = app.organization() AND (SELECT app.changes_all()));
CREATE POLICY sign_in_policies_change ON sign_in_policies FOR UPDATE TO okrio_app
  USING (organization_id = app.organization() AND (SELECT app.changes_all())) WITH CHECK (organization_id = app.organization() AND (SELECT app.changes_all()));
GRANT SELECT, INSERT, UPDATE ON sign_in_policies TO okrio_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON sign_in_policies TO okrio_security;

-- What was shown when a session began: it ends when its organization no longer takes that. Until now it was a password.
ALTER TABLE account_sessions ADD COLUMN methods text[] NOT NULL DEFAULT '{password}';
