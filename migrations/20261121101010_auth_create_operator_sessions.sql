-- Sessions of platform operators. They belong to no organization, so row security has nothing to say about them.
CREATE TABLE operator_sessions (
  id uuid PRIMARY KEY,
  login_id uuid NOT NULL REFERENCES logins (id),
  ip text,
  user_agent text,
  created_at timestamptz NOT NULL DEFAULT now(),
  last_seen_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  ended_at timestamptz
);
CREATE INDEX operator_sessions_of_login ON operator_sessions (login_id);
GRANT SELECT, INSERT, UPDATE ON operator_sessions TO okrio_app, okrio_security;

-- Bodies are planned when they are created, which `row_security = off` refuses for tables that exist; they are checked when first called.
SET LOCAL check_function_bodies = off;

-- What an operator sees of organizations, in exchange for a living session of theirs.
CREATE FUNCTION app.organizations_for_operator(session uuid, at timestamptz)
RETURNS TABLE (id uuid, slug text, name text, state text, created_at timestamptz, accounts bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT o.id, o.slug, o.name, o.state, o.created_at, (SELECT count(*) FROM accounts a WHERE a.organization_id = o.id)
  FROM organizations o
  WHERE EXISTS (SELECT 1 FROM operator_sessions s JOIN logins l ON l.id = s.login_id AND l.is_operator
                WHERE s.id = session AND s.ended_at IS NULL AND s.expires_at > at)
  ORDER BY o.name, o.id
$$;

-- A new password ends every session of the login, in all its organizations, but the one that set it.
CREATE FUNCTION app.end_sessions_of_login(login uuid, keep uuid, at timestamptz) RETURNS bigint
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  WITH ended AS (
    UPDATE account_sessions s SET ended_at = at FROM accounts a
    WHERE a.login_id = login AND s.organization_id = a.organization_id AND s.account_id = a.id AND s.ended_at IS NULL AND s.id <> keep
    RETURNING 1),
  operating AS (
    UPDATE operator_sessions s SET ended_at = at WHERE s.login_id = login AND s.ended_at IS NULL AND s.id <> keep RETURNING 1)
  SELECT (SELECT count(*) FROM ended) + (SELECT count(*) FROM operating)
$$;

DO $$
DECLARE f regprocedure;
BEGIN
  FOREACH f IN ARRAY ARRAY['app.organizations_for_operator'::regproc::regprocedure, 'app.end_sessions_of_login'::regproc::regprocedure] LOOP
    EXECUTE format('ALTER FUNCTION %s OWNER TO okrio_security', f);
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', f);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO okrio_app', f);
  END LOOP;
END $$;
