-- Invitations by mail. What is kept of the link is a hash of its secret. An open one stands once for an address.
CREATE TABLE invitations (
  organization_id uuid NOT NULL REFERENCES organizations (id),
  id uuid NOT NULL,
  email text NOT NULL CHECK (length(email) BETWEEN 3 AND 254),
  email_norm text NOT NULL GENERATED ALWAYS AS (lower(email)) STORED,
  role text NOT NULL CHECK (role IN ('member', 'hr', 'auditor', 'admin', 'owner')),
  token_hash bytea NOT NULL CHECK (length(token_hash) = 32),
  -- days that each link lasts
  lasts_days smallint NOT NULL CHECK (lasts_days BETWEEN 1 AND 30),
  invited_by uuid,
  letter_id uuid NOT NULL,
  created_at timestamptz NOT NULL,
  sent_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  accepted_at timestamptz,
  -- whom it brought
  account_id uuid,
  withdrawn_at timestamptz,
  PRIMARY KEY (organization_id, id),
  FOREIGN KEY (organization_id, invited_by) REFERENCES accounts (organization_id, id),
  FOREIGN KEY (organization_id, account_id) REFERENCES accounts (organization_id, id)
);
CREATE UNIQUE INDEX invitations_open ON invitations (organization_id, email_norm) WHERE accepted_at IS NULL AND withdrawn_at IS NULL;
CREATE INDEX invitations_by_token ON invitations (token_hash);
ALTER TABLE invitations ENABLE ROW LEVEL SECURITY;
ALTER TABLE invitations FORCE ROW LEVEL SECURITY;

-- Bodies are planned when they are created, which `row_security = off` refuses for tables that exist; they are checked when first called.
SET LOCAL check_function_bodies = off;

-- HR invites members; administrators HR besides; auditors and administrators are made by the owner.
CREATE FUNCTION app.gives(role text) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT CASE role
    WHEN 'member' THEN app.changes_all() OR EXISTS (SELECT 1 FROM accounts a WHERE a.organization_id = app.organization() AND a.id = app.account() AND a.is_hr)
    WHEN 'hr' THEN app.changes_all()
    ELSE app.is_system() OR EXISTS (SELECT 1 FROM accounts a WHERE a.organization_id = app.organization() AND a.id = app.account() AND a.role = 'owner')
  END $$;
CREATE POLICY invitations_read ON invitations FOR SELECT TO okrio_app USING (organization_id = app.organization() AND (SELECT app.gives('member')));
CREATE POLICY invitations_add ON invitations FOR INSERT TO okrio_app WITH CHECK (organization_id = app.organization() AND app.gives(role));
CREATE POLICY invitations_change ON invitations FOR UPDATE TO okrio_app
  USING (organization_id = app.organization() AND app.gives(role)) WITH CHECK (organization_id = app.organization() AND app.gives(role));
GRANT SELECT, INSERT, UPDATE ON invitations TO okrio_app;
GRANT SELECT ON invitations TO okrio_security;

-- What whoever holds the link of a living invitation may know of it, before any organization is entered.
CREATE FUNCTION app.invitation_by_token(token bytea, at timestamptz)
RETURNS TABLE (organization_id uuid, organization_name text, time_zone text, id uuid, email text, role text, inviter text, account_id uuid, account_name text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT o.id, o.name, o.time_zone, i.id, i.email, i.role, b.name, a.id, a.name
  FROM invitations i JOIN organizations o ON o.id = i.organization_id AND o.state = 'active'
  LEFT JOIN accounts b ON b.organization_id = i.organization_id AND b.id = i.invited_by
  LEFT JOIN accounts a ON a.organization_id = i.organization_id AND a.email_norm = i.email_norm
  WHERE i.token_hash = token AND i.accepted_at IS NULL AND i.withdrawn_at IS NULL AND i.expires_at > at
$$;
ALTER FUNCTION app.invitation_by_token OWNER TO okrio_security;
REVOKE ALL ON FUNCTION app.invitation_by_token FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.invitation_by_token TO okrio_app;
