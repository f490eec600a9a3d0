-- The periods of an organization as every page's picker reads them, kept beside its name: they change a few times a year.
ALTER TABLE organizations ADD COLUMN periods json NOT NULL DEFAULT '[]';

SET LOCAL check_function_bodies = off;

CREATE FUNCTION app.keep_periods(organization uuid) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  UPDATE organizations o SET periods = (
    SELECT coalesce(json_agg(json_build_object('id', p.id, 'kind', p.kind, 'name', p.name, 'starts_on', p.starts_on, 'ends_on', p.ends_on, 'state', p.state)
      ORDER BY p.starts_on DESC, p.ends_on), '[]')
    FROM periods p WHERE p.organization_id = o.id)
  WHERE o.id = organization
$$;
CREATE FUNCTION app.keep_periods_of_row() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  PERFORM app.keep_periods(coalesce(NEW.organization_id, OLD.organization_id));
  RETURN NULL;
END $$;
ALTER FUNCTION app.keep_periods OWNER TO okrio_security;
ALTER FUNCTION app.keep_periods_of_row OWNER TO okrio_security;
REVOKE ALL ON FUNCTION app.keep_periods, app.keep_periods_of_row FROM PUBLIC;
CREATE TRIGGER periods_kept AFTER INSERT OR UPDATE OR DELETE ON periods FOR EACH ROW EXECUTE FUNCTION app.keep_periods_of_row();

SET LOCAL ROLE okrio_security;
SELECT app.keep_periods(id) FROM organizations;
SET LOCAL ROLE okrio_owner;

CREATE OR REPLACE FUNCTION app.enter(organization uuid, account uuid, session uuid, at timestamptz)
RETURNS TABLE (login_id uuid, name text, role text, is_auditor boolean, is_hr boolean, locale text, theme text, account_zone text,
  organization_name text, organization_zone text, last_seen_at timestamptz, due bigint, periods json)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
#variable_conflict use_column
BEGIN RETURN QUERY
  SELECT a.login_id, a.name, a.role, a.is_auditor, a.is_hr, coalesce(a.locale, o.locale), a.theme, coalesce(a.time_zone, o.time_zone),
    o.name, o.time_zone, s.last_seen_at,
    (SELECT count(*) FROM key_results k WHERE k.organization_id = enter.organization AND k.owner_id = enter.account AND k.is_measured
       AND k.due_on <= (enter.at AT TIME ZONE o.time_zone)::date),
    o.periods
  FROM account_sessions s
  JOIN accounts a ON a.organization_id = s.organization_id AND a.id = s.account_id
  JOIN organizations o ON o.id = s.organization_id
  WHERE s.organization_id = enter.organization AND s.id = enter.session AND s.account_id = enter.account
    AND s.ended_at IS NULL AND s.expires_at > enter.at AND a.state = 'active' AND o.state = 'active' AND a.login_id IS NOT NULL;
END $$;
