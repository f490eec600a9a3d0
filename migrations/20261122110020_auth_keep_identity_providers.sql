-- OpenID Connect providers that an organization signs its people in with. What a provider says counts in its organization only.
CREATE TABLE identity_providers (
  organization_id uuid NOT NULL REFERENCES organizations (id),
  id uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN ('openid', 'entra')),
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 60),
  issuer text NOT NULL CHECK (length(issuer) BETWEEN 1 AND 500),
  -- of Entra ID: the directory whose people may come
  tenant text CHECK (length(tenant) BETWEEN 1 AND 100),
  client_id text NOT NULL CHECK (length(client_id) BETWEEN 1 AND 255),
  -- sealed for the purpose 'identity provider client secret' and this id
  client_secret bytea,
  -- last characters of the secret, to tell it from others
  secret_end text CHECK (length(secret_end) <= 4),
  -- value of acr or acrs that means a second factor, beside mfa in amr
  mfa_value text CHECK (length(mfa_value) BETWEEN 1 AND 200),
  -- where there are any, only people in one of them may come
  groups text[] NOT NULL DEFAULT '{}' CHECK (cardinality(groups) <= 100),
  -- of e-mail addresses whose people are shown the way to it
  domains text[] NOT NULL DEFAULT '{}' CHECK (cardinality(domains) <= 100),
  is_active boolean NOT NULL DEFAULT true,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (organization_id, id),
  CHECK ((kind = 'entra') = (tenant IS NOT NULL)),
  CHECK (client_secret IS NOT NULL OR secret_end IS NULL)
);
CREATE INDEX identity_providers_by_id ON identity_providers (id);
CREATE INDEX identity_providers_by_domain ON identity_providers USING gin (domains);

-- Who an account is at a provider. Only the person connects it, after they have shown that the account is theirs.
CREATE TABLE identities (
  organization_id uuid NOT NULL,
  id uuid NOT NULL,
  provider_id uuid NOT NULL,
  account_id uuid NOT NULL,
  issuer text NOT NULL,
  -- sub; of Entra ID oid
  subject text NOT NULL CHECK (length(subject) BETWEEN 1 AND 255),
  -- what the provider called them when they connected it
  shown text NOT NULL CHECK (length(shown) <= 254),
  created_at timestamptz NOT NULL,
  used_at timestamptz NOT NULL,
  PRIMARY KEY (organization_id, id),
  CONSTRAINT identities_subject_key UNIQUE (organization_id, provider_id, issuer, subject),
  CONSTRAINT identities_account_key UNIQUE (organization_id, provider_id, account_id),
  FOREIGN KEY (organization_id, provider_id) REFERENCES identity_providers (organization_id, id) ON DELETE CASCADE,
  FOREIGN KEY (organization_id, account_id) REFERENCES accounts (organization_id, id)
);
CREATE INDEX identities_of_account ON identities (organization_id, account_id);

-- Sign-ins at providers, so that signing out there ends the sessions here.
CREATE TABLE provider_sessions (
  organization_id uuid NOT NULL,
  id uuid NOT NULL,
  provider_id uuid NOT NULL,
  account_id uuid NOT NULL,
  -- once there is one: between the two a second factor may be asked for
  session_id uuid,
  subject text NOT NULL,
  sid text,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (organization_id, id),
  FOREIGN KEY (organization_id, provider_id) REFERENCES identity_providers (organization_id, id) ON DELETE CASCADE,
  FOREIGN KEY (organization_id, account_id) REFERENCES accounts (organization_id, id),
  FOREIGN KEY (organization_id, session_id) REFERENCES account_sessions (organization_id, id) ON DELETE CASCADE
);
CREATE INDEX provider_sessions_of_subject ON provider_sessions (organization_id, provider_id, subject);
CREATE INDEX provider_sessions_of_session ON provider_sessions (organization_id, session_id);
CREATE INDEX provider_sessions_of_account ON provider_sessions (organization_id, account_id);

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['identity_providers', 'identities', 'provider_sessions'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO okrio_app, okrio_security', t);
  END LOOP;
END $$;
CREATE POLICY identity_providers_all ON identity_providers FOR ALL TO okrio_app USING (organization_id = app.organization() AND (SELECT app.changes_all()))
  WITH CHECK (organization_id = app.organization() AND (SELECT app.changes_all()));
CREATE POLICY identities_read ON identities FOR SELECT TO okrio_app
  USING (organization_id = app.organization() AND (account_id = (SELECT app.account()) OR (SELECT app.changes_all())));
-- nobody connects somebody else, administrators and background work included
CREATE POLICY identities_add ON identities FOR INSERT TO okrio_app WITH CHECK (organization_id = app.organization() AND account_id = (SELECT app.account()));
CREATE POLICY identities_change ON identities FOR UPDATE TO okrio_app
  USING (organization_id = app.organization() AND (SELECT app.changes_all())) WITH CHECK (organization_id = app.organization() AND (SELECT app.changes_all()));
CREATE POLICY identities_remove ON identities FOR DELETE TO okrio_app
  USING (organization_id = app.organization() AND (account_id = (SELECT app.account()) OR (SELECT app.changes_all())));
CREATE POLICY provider_sessions_all ON provider_sessions FOR ALL TO okrio_app
  USING (organization_id = app.organization() AND (account_id = (SELECT app.account()) OR (SELECT app.changes_all())))
  WITH CHECK (organization_id = app.organization() AND (account_id = (SELECT app.account()) OR (SELECT app.changes_all())));
-- what is in use is told by used_at alone
REVOKE UPDATE ON identities FROM okrio_app;
GRANT UPDATE (used_at) ON identities TO okrio_app;

-- Sign-ins that led to no session.
GRANT SELECT, DELETE ON provider_sessions TO okrio_worker;
CREATE POLICY provider_sessions_expiring ON provider_sessions FOR SELECT TO okrio_worker USING (session_id IS NULL AND created_at < now() - interval '1 day');
CREATE POLICY provider_sessions_expire ON provider_sessions FOR DELETE TO okrio_worker USING (session_id IS NULL AND created_at < now() - interval '1 day');

SET LOCAL check_function_bodies = off;
-- Before a sign-in only the address of a provider is known, or what somebody has typed of their organization.
CREATE FUNCTION app.organization_of_provider(provider uuid) RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT o.id FROM identity_providers p JOIN organizations o ON o.id = p.organization_id
  WHERE p.id = provider AND p.is_active AND o.state = 'active'
$$;
CREATE FUNCTION app.identity_providers_for(sought text, domain text, organization uuid) RETURNS TABLE (id uuid, name text, organization_name text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT p.id, p.name, o.name FROM identity_providers p JOIN organizations o ON o.id = p.organization_id
  WHERE p.is_active AND o.state = 'active' AND (o.slug = sought OR domain = ANY (p.domains) OR o.id = organization)
  ORDER BY o.name, p.name, p.id LIMIT 20
$$;
DO $$
DECLARE f regprocedure;
BEGIN
  FOREACH f IN ARRAY ARRAY['app.organization_of_provider'::regproc::regprocedure, 'app.identity_providers_for'::regproc::regprocedure] LOOP
    EXECUTE format('ALTER FUNCTION %s OWNER TO okrio_security', f);
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', f);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO okrio_app', f);
  END LOOP;
END $$;
