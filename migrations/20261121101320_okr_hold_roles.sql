-- Who sees an objective, as before, with less to ask for. Those who hold a role on an objective stand on its row, so that no list has to
-- be made of all that a reader holds a role on. What one sees by people has one place for each of them instead of two kinds of bits.

-- Those of object_roles, in the order of their ids. Kept by a trigger; nobody else writes it.
ALTER TABLE objectives ADD COLUMN role_holders uuid[] NOT NULL DEFAULT '{}';

-- every organization's rows, which the owner of the tables does not see
SET LOCAL ROLE okrio_security;
UPDATE objectives o SET role_holders = h.holders
  FROM (SELECT r.organization_id, r.objective_id, array_agg(DISTINCT r.account_id ORDER BY r.account_id) AS holders FROM object_roles r GROUP BY 1, 2) h
  WHERE o.organization_id = h.organization_id AND o.id = h.objective_id;
DELETE FROM account_scopes;
SET LOCAL ROLE okrio_owner;

-- The lock lets changes of one objective's roles come one after the other, so that the last of them counts all.
CREATE FUNCTION app.keep_role_holders() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE organization uuid := coalesce(NEW.organization_id, OLD.organization_id); objective uuid; holders uuid[];
BEGIN
  FOR objective IN SELECT o.id FROM objectives o WHERE o.organization_id = organization AND o.id IN (OLD.objective_id, NEW.objective_id) ORDER BY o.id FOR NO KEY UPDATE LOOP
    holders := ARRAY(SELECT DISTINCT r.account_id FROM object_roles r WHERE r.organization_id = organization AND r.objective_id = objective ORDER BY 1);
    UPDATE objectives o SET role_holders = holders WHERE o.organization_id = organization AND o.id = objective AND o.role_holders <> holders;
  END LOOP;
  RETURN NULL;
END $$;
CREATE TRIGGER object_roles_holders AFTER INSERT OR UPDATE OR DELETE ON object_roles FOR EACH ROW EXECUTE FUNCTION app.keep_role_holders();

CREATE FUNCTION app.guard_role_holders() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF row_security_active(TG_RELID) AND (TG_OP = 'INSERT' AND NEW.role_holders <> '{}' OR TG_OP = 'UPDATE' AND NEW.role_holders <> OLD.role_holders) THEN
    RAISE EXCEPTION 'who holds a role on an objective follows from the roles' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER objectives_role_holders BEFORE INSERT OR UPDATE OF role_holders ON objectives FOR EACH ROW EXECUTE FUNCTION app.guard_role_holders();

-- A scope has two bits for each person: 2n, whether the reader is above person n and sees all of theirs; 2n + 1, whether they are above by
-- any line, also a dotted one, and see what is shared with a workspace.
ALTER TABLE account_scopes DROP COLUMN reports, DROP COLUMN dotted_reports, ADD COLUMN people varbit NOT NULL;

SET LOCAL check_function_bodies = off;

CREATE FUNCTION app.people_of(organization uuid, account uuid) RETURNS varbit LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN RETURN app.bits_at(ARRAY(
  SELECT 2 * a.account_no + n FROM account_closure c JOIN accounts a ON a.organization_id = c.organization_id AND a.id = c.descendant_id, generate_series(0, 1) n
    WHERE c.organization_id = people_of.organization AND c.ancestor_id = people_of.account
  UNION ALL
  SELECT 2 * a.account_no + 1 FROM org_relations r JOIN accounts a ON a.organization_id = r.organization_id AND a.id = r.report_id
    WHERE r.organization_id = people_of.organization AND r.manager_id = people_of.account AND r.kind = 'dotted'));
END $$;

CREATE OR REPLACE FUNCTION app.keep_scope(organization uuid, account uuid) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO account_scopes (organization_id, account_id, version, workspaces, people)
    SELECT a.organization_id, a.id, coalesce(p.version, 0), app.workspaces_of(a.organization_id, a.id), app.people_of(a.organization_id, a.id)
    FROM accounts a LEFT JOIN account_places p ON p.organization_id = a.organization_id AND p.account_id = a.id
    WHERE a.organization_id = keep_scope.organization AND a.id = keep_scope.account
  ON CONFLICT (organization_id, account_id) DO UPDATE SET version = excluded.version, workspaces = excluded.workspaces, people = excluded.people;
END $$;

-- Of the caller: as entering has read it for this transaction, else as it is kept while that is fresh, else worked out. The settings are ''
-- where nobody has entered. «|| B''» unpacks long bits once for a statement, and not for each row.
CREATE FUNCTION app.kept_workspace_bits() RETURNS varbit LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE organization uuid := app.organization(); account uuid := app.account(); bits varbit;
BEGIN
  SELECT s.workspaces || B'' INTO bits FROM account_scopes s LEFT JOIN account_places p ON p.organization_id = s.organization_id AND p.account_id = s.account_id
    WHERE s.organization_id = organization AND s.account_id = account AND s.version = coalesce(p.version, 0);
  IF bits IS NULL THEN RETURN app.workspaces_of(organization, account); END IF;
  RETURN bits;
END $$;
CREATE FUNCTION app.kept_people_bits() RETURNS varbit LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE organization uuid := app.organization(); account uuid := app.account(); bits varbit;
BEGIN
  SELECT s.people || B'' INTO bits FROM account_scopes s LEFT JOIN account_places p ON p.organization_id = s.organization_id AND p.account_id = s.account_id
    WHERE s.organization_id = organization AND s.account_id = account AND s.version = coalesce(p.version, 0);
  IF bits IS NULL THEN RETURN app.people_of(organization, account); END IF;
  RETURN bits;
END $$;
CREATE OR REPLACE FUNCTION app.my_workspace_bits() RETURNS varbit LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT coalesce(NULLIF(current_setting('app.scope_workspaces', true), '')::varbit, app.kept_workspace_bits()) $$;
CREATE FUNCTION app.my_people_bits() RETURNS varbit LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT coalesce(NULLIF(current_setting('app.scope_people', true), '')::varbit, app.kept_people_bits()) $$;

DO $$
DECLARE f regprocedure;
BEGIN
  FOREACH f IN ARRAY ARRAY['app.people_of(uuid, uuid)', 'app.kept_workspace_bits()', 'app.kept_people_bits()', 'app.keep_role_holders()']::regprocedure[] LOOP
    EXECUTE format('ALTER FUNCTION %s OWNER TO okrio_security', f);
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', f);
  END LOOP;
END $$;
GRANT EXECUTE ON FUNCTION app.kept_workspace_bits, app.kept_people_bits TO okrio_app, okrio_worker;

ALTER POLICY objectives_read ON objectives USING (organization_id = app.organization() AND (
  visibility = 'organization' OR owner_id = (SELECT app.account()) OR (SELECT app.sees_all())
  OR app.has_bit((SELECT app.my_people_bits()), 2 * owner_no + (visibility = 'workspace')::integer)
  OR visibility = 'workspace' AND app.has_bit((SELECT app.my_workspace_bits()), workspace_no)
  OR (SELECT app.account()) = ANY (role_holders)));

DROP FUNCTION app.my_objects(), app.my_report_bits(), app.my_dotted_report_bits(), app.reports_of(uuid, uuid), app.dotted_reports_of(uuid, uuid);

-- Entering, as before; it sets the context of its transaction, with what the account sees by its place, for all statements that follow.
-- Very long bits are not set: they are unpacked faster from where they are kept. The end of what is due is a key of its index, so that no
-- row is asked what today is.
DROP INDEX key_results_due;
CREATE INDEX key_results_due ON key_results (organization_id, owner_id, due_on, due_until) WHERE is_measured;
CREATE OR REPLACE FUNCTION app.enter(organization uuid, account uuid, session uuid, at timestamptz)
RETURNS TABLE (login_id uuid, name text, role text, is_auditor boolean, is_hr boolean, locale text, theme text, account_zone text,
  organization_name text, organization_zone text, last_seen_at timestamptz, due bigint, periods json, has_scope boolean)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
#variable_conflict use_column
BEGIN RETURN QUERY
  SELECT a.login_id, a.name, a.role, a.is_auditor, a.is_hr, coalesce(a.locale, o.locale), a.theme, coalesce(a.time_zone, o.time_zone),
    o.name, o.time_zone, s.last_seen_at,
    (SELECT count(*) FROM key_results k WHERE k.organization_id = enter.organization AND k.owner_id = enter.account AND k.is_measured
       AND k.due_on <= (enter.at AT TIME ZONE o.time_zone)::date AND k.due_until >= (enter.at AT TIME ZONE o.time_zone)::date),
    o.periods,
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
