SET LOCAL check_function_bodies = off;
GRANT SELECT ON saved_views TO okrio_security;

-- Entering, as before; it also says whether there are saved views at all, which most people and organizations have none of.
DROP FUNCTION app.enter(uuid, uuid, uuid, timestamptz);
CREATE FUNCTION app.enter(organization uuid, account uuid, session uuid, at timestamptz)
RETURNS TABLE (login_id uuid, name text, role text, is_auditor boolean, is_hr boolean, locale text, theme text, contrast text, density text, keys text, account_zone text,
  organization_name text, organization_zone text, brand text, last_seen_at timestamptz, due bigint, periods json, has_views boolean, has_scope boolean)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
#variable_conflict use_column
BEGIN RETURN QUERY
  SELECT a.login_id, a.name, a.role, a.is_auditor, a.is_hr, coalesce(a.locale, o.locale), a.theme, a.contrast, a.density, a.keys, coalesce(a.time_zone, o.time_zone),
    o.name, o.time_zone, o.brand_hash, s.last_seen_at,
    (SELECT count(*) FROM key_results k WHERE k.organization_id = enter.organization AND k.owner_id = enter.account AND k.is_measured
       AND k.due_on <= (enter.at AT TIME ZONE o.time_zone)::date AND k.due_until >= (enter.at AT TIME ZONE o.time_zone)::date),
    o.periods,
    EXISTS (SELECT 1 FROM saved_views v WHERE v.organization_id = enter.organization AND v.account_id = enter.account)
      OR EXISTS (SELECT 1 FROM saved_views v WHERE v.organization_id = enter.organization AND v.is_shared),
    set_config('app.organization_id', s.organization_id::text, true) || set_config('app.account_id', s.account_id::text, true) <> '' AND coalesce((SELECT length(c.workspaces) + length(c.people) > 8000
        OR set_config('app.scope_workspaces', c.workspaces::text || '0', true) || set_config('app.scope_people', c.people::text || '0', true) <> ''
      FROM account_scopes c LEFT JOIN account_places p ON p.organization_id = c.organization_id AND p.account_id = c.account_id
      WHERE c.organization_id = enter.organization AND c.account_id = enter.account AND c.version = coalesce(p.version, 0)), false)
  FROM account_sessions s
  JOIN accounts a ON a.organization_id = s.organization_id AND a.id = s.account_id
  JOIN organizations o ON o.id = s.organization_id
  WHERE s.organization_id = enter.organization AND s.id = enter.session AND s.account_id = enter.account
    AND s.ended_at IS NULL AND s.expires_at > enter.at AND a.state = 'active' AND o.state = 'active' AND a.login_id IS NOT NULL;
END $$;
ALTER FUNCTION app.enter OWNER TO okrio_security;
REVOKE ALL ON FUNCTION app.enter FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.enter TO okrio_app;
