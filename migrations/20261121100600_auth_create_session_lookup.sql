-- Bodies are planned when they are created, which `row_security = off` refuses for tables that exist; they are checked when first called.
SET LOCAL check_function_bodies = off;

-- Everything that a request needs to know about who sends it, in one statement and before any transaction.
-- Empty when the session has ended, or the account or the organization is not active.
CREATE FUNCTION app.enter(organization uuid, account uuid, session uuid, at timestamptz)
RETURNS TABLE (login_id uuid, name text, role text, is_auditor boolean, is_hr boolean, locale text, theme text, account_zone text,
  organization_name text, organization_zone text, last_seen_at timestamptz, due bigint, periods json)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT a.login_id, a.name, a.role, a.is_auditor, a.is_hr, coalesce(a.locale, o.locale), a.theme, coalesce(a.time_zone, o.time_zone),
    o.name, o.time_zone, s.last_seen_at,
    (SELECT count(*) FROM key_results k JOIN objectives b ON b.organization_id = k.organization_id AND b.id = k.objective_id
     WHERE k.organization_id = organization AND k.owner_id = account AND k.archived_at IS NULL
       AND k.due_on <= (at AT TIME ZONE o.time_zone)::date AND b.stage = 'active' AND b.halted IS NULL AND b.archived_at IS NULL),
    (SELECT coalesce(json_agg(json_build_object('id', p.id, 'kind', p.kind, 'name', p.name, 'starts_on', p.starts_on, 'ends_on', p.ends_on, 'state', p.state)
       ORDER BY p.starts_on DESC, p.ends_on), '[]') FROM periods p WHERE p.organization_id = organization)
  FROM account_sessions s
  JOIN accounts a ON a.organization_id = s.organization_id AND a.id = s.account_id
  JOIN organizations o ON o.id = s.organization_id
  WHERE s.organization_id = organization AND s.id = session AND s.account_id = account
    AND s.ended_at IS NULL AND s.expires_at > at AND a.state = 'active' AND o.state = 'active' AND a.login_id IS NOT NULL
$$;
ALTER FUNCTION app.enter OWNER TO okrio_security;
REVOKE ALL ON FUNCTION app.enter FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.enter TO okrio_app;
