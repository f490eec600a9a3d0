-- Whether a key result takes values now: it is not archived, and its objective is active, in a period that is not closed. Kept on the
-- row, because the navigation of every page counts those whose check-in is due, and shall not read the objectives for that.
ALTER TABLE key_results ADD COLUMN is_measured boolean NOT NULL DEFAULT false;

SET LOCAL check_function_bodies = off;

-- The one rule, whatever was written into the column.
CREATE FUNCTION app.keep_measured() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  NEW.is_measured := NEW.archived_at IS NULL AND EXISTS (
    SELECT 1 FROM objectives o JOIN periods p ON p.organization_id = o.organization_id AND p.id = o.period_id
    WHERE o.organization_id = NEW.organization_id AND o.id = NEW.objective_id
      AND o.stage = 'active' AND o.halted IS NULL AND o.archived_at IS NULL AND p.state <> 'closed');
  RETURN NEW;
END $$;
CREATE TRIGGER key_results_measured BEFORE INSERT OR UPDATE OF archived_at, objective_id, is_measured ON key_results
  FOR EACH ROW EXECUTE FUNCTION app.keep_measured();

-- Writing the column asks the rule anew.
CREATE FUNCTION app.keep_measured_of_objective() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  UPDATE key_results SET is_measured = is_measured WHERE organization_id = NEW.organization_id AND objective_id = NEW.id;
  RETURN NULL;
END $$;
CREATE TRIGGER objectives_measured AFTER UPDATE OF stage, halted, archived_at, period_id ON objectives
  FOR EACH ROW WHEN ((OLD.stage, OLD.halted, OLD.archived_at, OLD.period_id) IS DISTINCT FROM (NEW.stage, NEW.halted, NEW.archived_at, NEW.period_id))
  EXECUTE FUNCTION app.keep_measured_of_objective();

CREATE FUNCTION app.keep_measured_of_period() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  UPDATE key_results k SET is_measured = is_measured FROM objectives o
    WHERE o.organization_id = NEW.organization_id AND o.period_id = NEW.id AND k.organization_id = o.organization_id AND k.objective_id = o.id;
  RETURN NULL;
END $$;
CREATE TRIGGER periods_measured AFTER UPDATE OF state ON periods
  FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION app.keep_measured_of_period();

ALTER FUNCTION app.keep_measured OWNER TO okrio_security;
ALTER FUNCTION app.keep_measured_of_objective OWNER TO okrio_security;
ALTER FUNCTION app.keep_measured_of_period OWNER TO okrio_security;
REVOKE ALL ON FUNCTION app.keep_measured, app.keep_measured_of_objective, app.keep_measured_of_period FROM PUBLIC;

-- every organization's rows, which the owner of the tables does not see
SET LOCAL ROLE okrio_security;
UPDATE key_results SET is_measured = is_measured;
SET LOCAL ROLE okrio_owner;
CREATE INDEX key_results_due ON key_results (organization_id, owner_id, due_on) WHERE is_measured;

-- In PL/pgSQL, whose plans stay with the connection; those of an SQL function are made anew for each request.
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
    (SELECT coalesce(json_agg(json_build_object('id', p.id, 'kind', p.kind, 'name', p.name, 'starts_on', p.starts_on, 'ends_on', p.ends_on, 'state', p.state)
       ORDER BY p.starts_on DESC, p.ends_on), '[]') FROM periods p WHERE p.organization_id = enter.organization)
  FROM account_sessions s
  JOIN accounts a ON a.organization_id = s.organization_id AND a.id = s.account_id
  JOIN organizations o ON o.id = s.organization_id
  WHERE s.organization_id = enter.organization AND s.id = enter.session AND s.account_id = enter.account
    AND s.ended_at IS NULL AND s.expires_at > enter.at AND a.state = 'active' AND o.state = 'active' AND a.login_id IS NOT NULL;
END $$;
