-- Who sees an objective, as before, asked of one row of the reader: their scope. It has a bit for each workspace and each person, by
-- their dense numbers, so that what a row costs does not grow with what the reader sees.
--
-- A scope is worth something only while it has the version of its reader's place, which each change of that place counts up in the same
-- transaction. Without a fresh one the same answer is worked out from the tables themselves: slower, never wrong.

-- How often the place of an account changed; no row is 0. Apart from the account, whose row nobody has to wait for then.
CREATE TABLE account_places (
  organization_id uuid NOT NULL,
  account_id uuid NOT NULL,
  version integer NOT NULL DEFAULT 1,
  PRIMARY KEY (organization_id, account_id),
  FOREIGN KEY (organization_id, account_id) REFERENCES accounts (organization_id, id)
);

-- Nothing points anywhere from here: what is kept is worked out anew when it is lost, and waits for nobody.
CREATE UNLOGGED TABLE account_scopes (
  organization_id uuid NOT NULL,
  account_id uuid NOT NULL,
  -- of the place, when it was read
  version integer NOT NULL,
  -- those one is a member of, all below and all above
  workspaces varbit NOT NULL,
  -- everyone below by solid lines
  reports varbit NOT NULL,
  dotted_reports varbit NOT NULL,
  PRIMARY KEY (organization_id, account_id)
);

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['account_places', 'account_scopes'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY %I ON %I FOR SELECT TO okrio_app USING (organization_id = app.organization() AND account_id = (SELECT app.account()))', t || '_read', t);
    EXECUTE format('GRANT SELECT ON %I TO okrio_app', t);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO okrio_security', t);
  END LOOP;
END $$;

-- Bits at these places, in time that grows with how many there are and not with the last of them.
CREATE FUNCTION app.bits_at(places integer[]) RETURNS varbit LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT coalesce(string_agg(repeat('0', place - before - 1) || '1', '' ORDER BY place), '')::varbit
  FROM (SELECT place, coalesce(lag(place) OVER (ORDER BY place), -1) AS before FROM (SELECT DISTINCT unnest(places) AS place) p) g
$$;

-- Whether the bit at a place is set; bits end at the last one that is.
CREATE FUNCTION app.has_bit(bits varbit, place integer) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT substring(bits FROM place + 1 FOR 1) = B'1'
$$;

SET LOCAL check_function_bodies = off;

CREATE FUNCTION app.workspaces_of(organization uuid, account uuid) RETURNS varbit LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN RETURN app.bits_at(ARRAY(
  SELECT w.workspace_no FROM workspaces w WHERE w.organization_id = workspaces_of.organization AND w.id IN (
    SELECT c.descendant_id FROM workspace_members m JOIN workspace_closure c ON c.organization_id = m.organization_id AND c.ancestor_id = m.workspace_id
      WHERE m.organization_id = workspaces_of.organization AND m.account_id = workspaces_of.account
    UNION ALL
    SELECT c.ancestor_id FROM workspace_members m JOIN workspace_closure c ON c.organization_id = m.organization_id AND c.descendant_id = m.workspace_id
      WHERE m.organization_id = workspaces_of.organization AND m.account_id = workspaces_of.account)));
END $$;

CREATE FUNCTION app.reports_of(organization uuid, account uuid) RETURNS varbit LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN RETURN app.bits_at(ARRAY(
  SELECT a.account_no FROM account_closure c JOIN accounts a ON a.organization_id = c.organization_id AND a.id = c.descendant_id
    WHERE c.organization_id = reports_of.organization AND c.ancestor_id = reports_of.account));
END $$;

CREATE FUNCTION app.dotted_reports_of(organization uuid, account uuid) RETURNS varbit LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN RETURN app.bits_at(ARRAY(
  SELECT a.account_no FROM org_relations r JOIN accounts a ON a.organization_id = r.organization_id AND a.id = r.report_id
    WHERE r.organization_id = dotted_reports_of.organization AND r.manager_id = dotted_reports_of.account AND r.kind = 'dotted'));
END $$;

-- The same of the caller, for policies: what is kept while it is fresh, else worked out. Nobody asks for the scope of others.
-- «|| B''» unpacks long bits once for a statement, and not for each row.
CREATE FUNCTION app.my_workspace_bits() RETURNS varbit LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE bits varbit;
BEGIN
  SELECT s.workspaces || B'' INTO bits FROM account_scopes s WHERE s.organization_id = app.organization() AND s.account_id = app.account()
    AND s.version = coalesce((SELECT p.version FROM account_places p WHERE p.organization_id = app.organization() AND p.account_id = app.account()), 0);
  RETURN coalesce(bits, app.workspaces_of(app.organization(), app.account()));
END $$;
CREATE FUNCTION app.my_report_bits() RETURNS varbit LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE bits varbit;
BEGIN
  SELECT s.reports || B'' INTO bits FROM account_scopes s WHERE s.organization_id = app.organization() AND s.account_id = app.account()
    AND s.version = coalesce((SELECT p.version FROM account_places p WHERE p.organization_id = app.organization() AND p.account_id = app.account()), 0);
  RETURN coalesce(bits, app.reports_of(app.organization(), app.account()));
END $$;
CREATE FUNCTION app.my_dotted_report_bits() RETURNS varbit LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE bits varbit;
BEGIN
  SELECT s.dotted_reports || B'' INTO bits FROM account_scopes s WHERE s.organization_id = app.organization() AND s.account_id = app.account()
    AND s.version = coalesce((SELECT p.version FROM account_places p WHERE p.organization_id = app.organization() AND p.account_id = app.account()), 0);
  RETURN coalesce(bits, app.dotted_reports_of(app.organization(), app.account()));
END $$;

-- Keeps the scope of an account. All is read by one statement, so that the version is of the moment in which the rest was read: should a
-- change commit meanwhile, its version is another one, and this row is worth nothing.
CREATE FUNCTION app.keep_scope(organization uuid, account uuid) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO account_scopes (organization_id, account_id, version, workspaces, reports, dotted_reports)
    SELECT a.organization_id, a.id, coalesce(p.version, 0),
      app.workspaces_of(a.organization_id, a.id), app.reports_of(a.organization_id, a.id), app.dotted_reports_of(a.organization_id, a.id)
    FROM accounts a LEFT JOIN account_places p ON p.organization_id = a.organization_id AND p.account_id = a.id
    WHERE a.organization_id = keep_scope.organization AND a.id = keep_scope.account
  ON CONFLICT (organization_id, account_id) DO UPDATE
    SET version = excluded.version, workspaces = excluded.workspaces, reports = excluded.reports, dotted_reports = excluded.dotted_reports;
END $$;

-- A change of place, once for all the rows of a statement.
CREATE FUNCTION app.count_places() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  CASE TG_TABLE_NAME
  WHEN 'workspace_members' THEN
    INSERT INTO account_places AS p (organization_id, account_id) SELECT DISTINCT organization_id, account_id FROM changed ORDER BY 1, 2
      ON CONFLICT (organization_id, account_id) DO UPDATE SET version = p.version + 1;
  WHEN 'workspace_closure' THEN
    INSERT INTO account_places AS p (organization_id, account_id)
      SELECT DISTINCT m.organization_id, m.account_id FROM changed c
        JOIN workspace_members m ON m.organization_id = c.organization_id AND m.workspace_id IN (c.ancestor_id, c.descendant_id) ORDER BY 1, 2
      ON CONFLICT (organization_id, account_id) DO UPDATE SET version = p.version + 1;
  WHEN 'account_closure' THEN
    INSERT INTO account_places AS p (organization_id, account_id) SELECT DISTINCT organization_id, ancestor_id FROM changed ORDER BY 1, 2
      ON CONFLICT (organization_id, account_id) DO UPDATE SET version = p.version + 1;
  WHEN 'org_relations' THEN
    INSERT INTO account_places AS p (organization_id, account_id) SELECT DISTINCT organization_id, manager_id FROM changed WHERE kind = 'dotted' ORDER BY 1, 2
      ON CONFLICT (organization_id, account_id) DO UPDATE SET version = p.version + 1;
  END CASE;
  RETURN NULL;
END $$;
DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['workspace_members', 'workspace_closure', 'account_closure', 'org_relations'] LOOP
    EXECUTE format('CREATE TRIGGER %1$s_place_added AFTER INSERT ON %1$I REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION app.count_places()', t);
    EXECUTE format('CREATE TRIGGER %1$s_place_removed AFTER DELETE ON %1$I REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION app.count_places()', t);
    EXECUTE format('CREATE TRIGGER %1$s_place_before AFTER UPDATE ON %1$I REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION app.count_places()', t);
    EXECUTE format('CREATE TRIGGER %1$s_place_after AFTER UPDATE ON %1$I REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION app.count_places()', t);
  END LOOP;
END $$;

DO $$
DECLARE f regprocedure;
BEGIN
  FOREACH f IN ARRAY ARRAY['app.workspaces_of(uuid, uuid)', 'app.reports_of(uuid, uuid)', 'app.dotted_reports_of(uuid, uuid)', 'app.my_workspace_bits()', 'app.my_report_bits()',
      'app.my_dotted_report_bits()', 'app.keep_scope(uuid, uuid)', 'app.count_places()']::regprocedure[] LOOP
    EXECUTE format('ALTER FUNCTION %s OWNER TO okrio_security', f);
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', f);
  END LOOP;
END $$;
GRANT EXECUTE ON FUNCTION app.my_workspace_bits, app.my_report_bits, app.my_dotted_report_bits, app.keep_scope TO okrio_app, okrio_worker;

-- Entering says whether the scope is fresh.
DROP FUNCTION app.enter(uuid, uuid, uuid, timestamptz);
CREATE FUNCTION app.enter(organization uuid, account uuid, session uuid, at timestamptz)
RETURNS TABLE (login_id uuid, name text, role text, is_auditor boolean, is_hr boolean, locale text, theme text, account_zone text,
  organization_name text, organization_zone text, last_seen_at timestamptz, due bigint, periods json, has_scope boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
#variable_conflict use_column
BEGIN RETURN QUERY
  SELECT a.login_id, a.name, a.role, a.is_auditor, a.is_hr, coalesce(a.locale, o.locale), a.theme, coalesce(a.time_zone, o.time_zone),
    o.name, o.time_zone, s.last_seen_at,
    (SELECT count(*) FROM key_results k WHERE k.organization_id = enter.organization AND k.owner_id = enter.account AND k.is_measured
       AND k.due_on <= (enter.at AT TIME ZONE o.time_zone)::date),
    o.periods,
    EXISTS (SELECT FROM account_scopes c WHERE c.organization_id = enter.organization AND c.account_id = enter.account 
        AND c.version = coalesce((SELECT p.version FROM account_places p WHERE p.organization_id = enter.organization AND p.account_id = enter.account), 0))
  FROM account_sessions s
  JOIN accounts a ON a.organization_id = s.organization_id AND a.id = s.account_id
  JOIN organizations o ON o.id = s.organization_id
  WHERE s.organization_id = enter.organization AND s.id = enter.session AND s.account_id = enter.account
    AND s.ended_at IS NULL AND s.expires_at > enter.at AND a.state = 'active' AND o.state = 'active' AND a.login_id IS NOT NULL;
END $$;
ALTER FUNCTION app.enter OWNER TO okrio_security;
REVOKE ALL ON FUNCTION app.enter FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.enter TO okrio_app;

ALTER POLICY objectives_read ON objectives USING (organization_id = app.organization() AND (
  visibility = 'organization' OR owner_id = (SELECT app.account()) OR (SELECT app.sees_all())
  OR visibility = 'workspace' AND (app.has_bit((SELECT app.my_workspace_bits()), workspace_no) OR app.has_bit((SELECT app.my_dotted_report_bits()), owner_no))
  OR app.has_bit((SELECT app.my_report_bits()), owner_no)
  OR id IN (SELECT app.my_objects())));
