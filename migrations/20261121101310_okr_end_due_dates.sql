-- Nothing is due after the end of a period. Its last day is kept on the key results that take values, beside the due date, because the
-- navigation of every page counts what is due, and shall not read objectives and periods for that.
ALTER TABLE key_results ADD COLUMN due_until date;

SET LOCAL check_function_bodies = off;

CREATE OR REPLACE FUNCTION app.keep_measured() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  NEW.due_until := (
    SELECT p.ends_on FROM objectives o JOIN periods p ON p.organization_id = o.organization_id AND p.id = o.period_id
    WHERE o.organization_id = NEW.organization_id AND o.id = NEW.objective_id AND NEW.archived_at IS NULL
      AND o.stage = 'active' AND o.halted IS NULL AND o.archived_at IS NULL AND p.state <> 'closed');
  NEW.is_measured := NEW.due_until IS NOT NULL;
  RETURN NEW;
END $$;

DROP TRIGGER key_results_measured ON key_results;
CREATE TRIGGER key_results_measured BEFORE INSERT OR UPDATE OF archived_at, objective_id, is_measured, due_until ON key_results
  FOR EACH ROW EXECUTE FUNCTION app.keep_measured();

DROP TRIGGER periods_measured ON periods;
CREATE TRIGGER periods_measured AFTER UPDATE OF state, ends_on ON periods
  FOR EACH ROW WHEN ((OLD.state, OLD.ends_on) IS DISTINCT FROM (NEW.state, NEW.ends_on)) EXECUTE FUNCTION app.keep_measured_of_period();

-- every organization's rows, which the owner of the tables does not see
SET LOCAL ROLE okrio_security;
UPDATE key_results SET is_measured = is_measured;
SET LOCAL ROLE okrio_owner;
DROP INDEX key_results_due;
CREATE INDEX key_results_due ON key_results (organization_id, owner_id, due_on) INCLUDE (due_until) WHERE is_measured;

CREATE OR REPLACE FUNCTION app.enter(organization uuid, account uuid, session uuid, at timestamptz)
RETURNS TABLE (login_id uuid, name text, role text, is_auditor boolean, is_hr boolean, locale text, theme text, account_zone text,
  organization_name text, organization_zone text, last_seen_at timestamptz, due bigint, periods json, has_scope boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
#variable_conflict use_column
BEGIN RETURN QUERY
  SELECT a.login_id, a.name, a.role, a.is_auditor, a.is_hr, coalesce(a.locale, o.locale), a.theme, coalesce(a.time_zone, o.time_zone),
    o.name, o.time_zone, s.last_seen_at,
    (SELECT count(*) FROM key_results k WHERE k.organization_id = enter.organization AND k.owner_id = enter.account AND k.is_measured
       AND k.due_on <= (enter.at AT TIME ZONE o.time_zone)::date AND k.due_until >= (enter.at AT TIME ZONE o.time_zone)::date),
    o.periods,
    EXISTS (SELECT FROM account_scopes c WHERE c.organization_id = enter.organization AND c.account_id = enter.account 
        AND c.version = coalesce((SELECT p.version FROM account_places p WHERE p.organization_id = enter.organization AND p.account_id = enter.account), 0))
  FROM account_sessions s
  JOIN accounts a ON a.organization_id = s.organization_id AND a.id = s.account_id
  JOIN organizations o ON o.id = s.organization_id
  WHERE s.organization_id = enter.organization AND s.id = enter.session AND s.account_id = enter.account
    AND s.ended_at IS NULL AND s.expires_at > enter.at AND a.state = 'active' AND o.state = 'active' AND a.login_id IS NOT NULL;
END $$;
