-- Row security: what the policy forbids is not in the result set even of a wrong query. FORCE holds it for the owner too.
-- Every policy starts with the bare, inlinable organization test; what depends on the caller only stands in (SELECT …), run once a statement.
-- Helpers with a reach of their own: owned by okrio_security, so that a policy may ask them without asking itself.
-- In plpgsql, which keeps its plans for the session; a function in SQL with a reach of its own is planned at every call.
CREATE FUNCTION app.my_objects() RETURNS SETOF uuid LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, public ROWS 10 AS
$$ BEGIN RETURN QUERY SELECT objective_id FROM object_roles WHERE organization_id = app.organization() AND account_id = app.account(); END $$;

CREATE FUNCTION app.my_workspaces() RETURNS SETOF uuid LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, public ROWS 20 AS
$$ BEGIN RETURN QUERY SELECT c.descendant_id FROM workspace_members m JOIN workspace_closure c ON c.organization_id = m.organization_id AND c.ancestor_id = m.workspace_id
   WHERE m.organization_id = app.organization() AND m.account_id = app.account()
   UNION
   SELECT c.ancestor_id FROM workspace_members m JOIN workspace_closure c ON c.organization_id = m.organization_id AND c.descendant_id = m.workspace_id
   WHERE m.organization_id = app.organization() AND m.account_id = app.account(); END $$;

-- Workspaces that the caller administers: those of the role and all below.
CREATE FUNCTION app.administered_workspaces() RETURNS SETOF uuid LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, public ROWS 5 AS
$$ BEGIN RETURN QUERY SELECT c.descendant_id FROM workspace_members m JOIN workspace_closure c ON c.organization_id = m.organization_id AND c.ancestor_id = m.workspace_id
   WHERE m.organization_id = app.organization() AND m.account_id = app.account() AND m.role = 'admin'; END $$;

CREATE FUNCTION app.advised_workspaces() RETURNS SETOF uuid LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, public ROWS 5 AS
$$ BEGIN RETURN QUERY SELECT c.descendant_id FROM workspace_members m JOIN workspace_closure c ON c.organization_id = m.organization_id AND c.ancestor_id = m.workspace_id
   WHERE m.organization_id = app.organization() AND m.account_id = app.account() AND m.role = 'expert'; END $$;

-- Background work: acts for the organization, as nobody in particular.
CREATE FUNCTION app.is_system() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT app.changes_all() AND app.account() IS NULL $$;

-- What the caller may do with an objective, by role alone; what its stage allows is decided in the code.
-- Owner, manager, workspace administrator, administrator: moves it, hands it over, gives roles, submits, archives.
CREATE FUNCTION app.may_lead(objective uuid) RETURNS boolean LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, public AS
$$ BEGIN RETURN EXISTS (SELECT 1 FROM objectives o WHERE o.organization_id = app.organization() AND o.id = objective AND (
     app.changes_all()
     OR o.owner_id = app.account()
     OR EXISTS (SELECT 1 FROM account_closure c WHERE c.organization_id = o.organization_id AND c.ancestor_id = app.account() AND c.descendant_id = o.owner_id)
     OR o.visibility <> 'private' AND o.workspace_id IN (SELECT app.administered_workspaces()))); END $$;

-- Contributors too: text, key results and their plans.
CREATE FUNCTION app.may_edit(objective uuid) RETURNS boolean LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, public AS
$$ BEGIN RETURN app.may_lead(objective) OR EXISTS (SELECT 1 FROM object_roles r WHERE r.organization_id = app.organization() AND r.account_id = app.account()
     AND r.objective_id = objective AND r.role = 'contributor'); END $$;

-- Owners of key results too: anything at all of the objective or below it.
CREATE FUNCTION app.may_change(objective uuid) RETURNS boolean LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, public AS
$$ BEGIN RETURN app.may_edit(objective) OR EXISTS (SELECT 1 FROM object_roles r WHERE r.organization_id = app.organization() AND r.account_id = app.account()
     AND r.objective_id = objective AND r.role = 'key_result_owner'); END $$;

-- Sets values: owners of the key result and of the objective, contributors, managers. Not administrators.
CREATE FUNCTION app.may_measure(key_result uuid) RETURNS boolean LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, public AS
$$ BEGIN RETURN EXISTS (SELECT 1 FROM key_results k JOIN objectives o ON o.organization_id = k.organization_id AND o.id = k.objective_id
     WHERE k.organization_id = app.organization() AND k.id = key_result AND (
       app.is_system()
       OR k.owner_id = app.account() AND k.archived_at IS NULL
       OR o.owner_id = app.account()
       OR EXISTS (SELECT 1 FROM object_roles r WHERE r.organization_id = o.organization_id AND r.account_id = app.account() AND r.objective_id = o.id AND r.role = 'contributor')
       OR EXISTS (SELECT 1 FROM account_closure c WHERE c.organization_id = o.organization_id AND c.ancestor_id = app.account() AND c.descendant_id = o.owner_id))); END $$;

-- Corrects and imports readings: managers, workspace administrators, administrators. Not those whose own progress it is.
CREATE FUNCTION app.may_correct(key_result uuid) RETURNS boolean LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, public AS
$$ BEGIN RETURN EXISTS (SELECT 1 FROM key_results k JOIN objectives o ON o.organization_id = k.organization_id AND o.id = k.objective_id
     WHERE k.organization_id = app.organization() AND k.id = key_result AND (
       app.changes_all()
       OR EXISTS (SELECT 1 FROM account_closure c WHERE c.organization_id = o.organization_id AND c.ancestor_id = app.account() AND c.descendant_id = o.owner_id)
       OR o.visibility <> 'private' AND o.workspace_id IN (SELECT app.administered_workspaces()))); END $$;

-- Comments on what one sees, unless it is seen as an auditor only.
CREATE FUNCTION app.may_comment(objective uuid) RETURNS boolean LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, public AS
$$ BEGIN RETURN EXISTS (SELECT 1 FROM objectives o WHERE o.organization_id = app.organization() AND o.id = objective AND (
     app.changes_all()
     OR o.visibility = 'organization'
     OR o.owner_id = app.account()
     OR EXISTS (SELECT 1 FROM object_roles r WHERE r.organization_id = o.organization_id AND r.account_id = app.account() AND r.objective_id = o.id)
     OR EXISTS (SELECT 1 FROM account_closure c WHERE c.organization_id = o.organization_id AND c.ancestor_id = app.account() AND c.descendant_id = o.owner_id)
     OR o.visibility = 'workspace' AND (o.workspace_id IN (SELECT app.my_workspaces())
        OR EXISTS (SELECT 1 FROM org_relations r WHERE r.organization_id = o.organization_id AND r.manager_id = app.account() AND r.report_id = o.owner_id AND r.kind = 'dotted')))); END $$;

-- organizations: one's own
CREATE POLICY organizations_read ON organizations FOR SELECT TO okrio_app USING (id = app.organization());
CREATE POLICY organizations_change ON organizations FOR UPDATE TO okrio_app USING (id = app.organization() AND (SELECT app.changes_all())) WITH CHECK (id = app.organization());
CREATE POLICY organizations_create ON organizations FOR INSERT TO okrio_app WITH CHECK (id = app.organization() AND (SELECT app.changes_all()));
CREATE POLICY organization_states_read ON organization_states FOR SELECT TO okrio_app USING (organization_id = app.organization());
CREATE POLICY organization_states_add ON organization_states FOR INSERT TO okrio_app WITH CHECK (organization_id = app.organization() AND (SELECT app.changes_all()));

-- people and structure: known to all colleagues, changed by administrators
DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['accounts', 'account_states', 'workspaces', 'workspace_closure', 'workspace_members', 'org_relations', 'account_closure', 'periods'] LOOP
    EXECUTE format('CREATE POLICY %1$I ON %2$I FOR SELECT TO okrio_app USING (organization_id = app.organization())', t || '_read', t);
  END LOOP;
  FOREACH t IN ARRAY ARRAY['accounts', 'account_states', 'workspaces', 'workspace_members', 'org_relations', 'periods'] LOOP
    EXECUTE format('CREATE POLICY %1$I ON %2$I FOR INSERT TO okrio_app WITH CHECK (organization_id = app.organization() AND (SELECT app.changes_all()))', t || '_add', t);
  END LOOP;
  FOREACH t IN ARRAY ARRAY['accounts', 'workspaces', 'workspace_members', 'org_relations', 'periods'] LOOP
    EXECUTE format('CREATE POLICY %1$I ON %2$I FOR UPDATE TO okrio_app USING (organization_id = app.organization() AND (SELECT app.changes_all())) WITH CHECK (organization_id = app.organization())', t || '_change', t);
  END LOOP;
  FOREACH t IN ARRAY ARRAY['workspace_members', 'org_relations'] LOOP
    EXECUTE format('CREATE POLICY %1$I ON %2$I FOR DELETE TO okrio_app USING (organization_id = app.organization() AND (SELECT app.changes_all()))', t || '_remove', t);
  END LOOP;
END $$;
-- one's own preferences; what makes somebody powerful is guarded by a trigger, since a policy cannot compare old with new
CREATE POLICY accounts_own ON accounts FOR UPDATE TO okrio_app
  USING (organization_id = app.organization() AND id = (SELECT app.account())) WITH CHECK (organization_id = app.organization() AND id = (SELECT app.account()));

CREATE FUNCTION app.refuse_self_promotion() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT app.changes_all() AND row_security_active(TG_RELID)
     AND (NEW.id, NEW.account_no, NEW.login_id, NEW.email, NEW.role, NEW.state, NEW.is_auditor, NEW.is_hr, NEW.import_key)
         IS DISTINCT FROM (OLD.id, OLD.account_no, OLD.login_id, OLD.email, OLD.role, OLD.state, OLD.is_auditor, OLD.is_hr, OLD.import_key) THEN
    RAISE EXCEPTION 'only administrators change roles and states' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER accounts_no_self_promotion BEFORE UPDATE ON accounts FOR EACH ROW EXECUTE FUNCTION app.refuse_self_promotion();

-- sessions of one's account; administrators end those of others
CREATE POLICY account_sessions_read ON account_sessions FOR SELECT TO okrio_app USING (organization_id = app.organization() AND (account_id = (SELECT app.account()) OR (SELECT app.changes_all())));
CREATE POLICY account_sessions_add ON account_sessions FOR INSERT TO okrio_app WITH CHECK (organization_id = app.organization() AND account_id = (SELECT app.account()));
CREATE POLICY account_sessions_change ON account_sessions FOR UPDATE TO okrio_app USING (organization_id = app.organization() AND (account_id = (SELECT app.account()) OR (SELECT app.changes_all())))
  WITH CHECK (organization_id = app.organization() AND (account_id = (SELECT app.account()) OR (SELECT app.changes_all())));

-- objectives
CREATE POLICY objectives_read ON objectives FOR SELECT TO okrio_app USING (
  organization_id = app.organization() AND (
    visibility = 'organization'
    OR owner_id = (SELECT app.account())
    OR (SELECT app.sees_all())
    OR visibility = 'workspace' AND (workspace_id IN (SELECT app.my_workspaces())
       OR owner_id IN (SELECT r.report_id FROM org_relations r WHERE r.organization_id = app.organization() AND r.manager_id = (SELECT app.account()) AND r.kind = 'dotted'))
    OR owner_id IN (SELECT c.descendant_id FROM account_closure c WHERE c.organization_id = app.organization() AND c.ancestor_id = (SELECT app.account()))
    OR id IN (SELECT app.my_objects())));
CREATE POLICY objectives_add ON objectives FOR INSERT TO okrio_app WITH CHECK (
  organization_id = app.organization() AND (
    owner_id = (SELECT app.account())
    OR (SELECT app.changes_all())
    OR owner_id IN (SELECT c.descendant_id FROM account_closure c WHERE c.organization_id = app.organization() AND c.ancestor_id = (SELECT app.account()))
    -- roles of a workspace create what they will see; its experts create for those who belong to it
    OR visibility <> 'private' AND (workspace_id IN (SELECT app.administered_workspaces())
       OR workspace_id IN (SELECT app.advised_workspaces()) AND EXISTS (SELECT 1 FROM workspace_members m
          WHERE m.organization_id = app.organization() AND m.workspace_id = objectives.workspace_id AND m.account_id = objectives.owner_id))));
CREATE POLICY objectives_change ON objectives FOR UPDATE TO okrio_app
  USING (organization_id = app.organization() AND ((SELECT app.changes_all()) OR app.may_change(id)))
  WITH CHECK (organization_id = app.organization());

-- a policy cannot compare old with new, so triggers hold who changes which part of a row that several may change
CREATE FUNCTION app.guard_objective() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT row_security_active(TG_RELID) THEN RETURN NEW; END IF;
  IF (NEW.id, NEW.workspace_id, NEW.owner_id, NEW.period_id, NEW.parent_id, NEW.parent_contributes, NEW.visibility, NEW.stage, NEW.halted, NEW.archived_at)
     IS DISTINCT FROM (OLD.id, OLD.workspace_id, OLD.owner_id, OLD.period_id, OLD.parent_id, OLD.parent_contributes, OLD.visibility, OLD.stage, OLD.halted, OLD.archived_at)
     AND NOT app.may_lead(OLD.id) THEN
    RAISE EXCEPTION 'only those who lead an objective move it' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF (NEW.title, NEW.description, NEW.weight, NEW.priority, NEW.position, NEW.rollup, NEW.import_key,
      NEW.status_override, NEW.status_override_reason, NEW.status_override_by, NEW.status_override_until)
     IS DISTINCT FROM (OLD.title, OLD.description, OLD.weight, OLD.priority, OLD.position, OLD.rollup, OLD.import_key,
      OLD.status_override, OLD.status_override_reason, OLD.status_override_by, OLD.status_override_until)
     AND NOT app.may_edit(OLD.id) THEN
    RAISE EXCEPTION 'only those who edit an objective change its content' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER objectives_guard BEFORE UPDATE ON objectives FOR EACH ROW EXECUTE FUNCTION app.guard_objective();

CREATE FUNCTION app.guard_key_result() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT row_security_active(TG_RELID) THEN RETURN NEW; END IF;
  IF (NEW.id, NEW.objective_id, NEW.title, NEW.description, NEW.kind, NEW.unit, NEW.baseline, NEW.target, NEW.stretch, NEW.band_low, NEW.band_high, NEW.tolerance, NEW.red_line,
      NEW.curve, NEW.weight, NEW.priority, NEW.position, NEW.owner_id, NEW.rhythm, NEW.archived_at, NEW.import_key,
      NEW.status_override, NEW.status_override_reason, NEW.status_override_by, NEW.status_override_until)
     IS DISTINCT FROM (OLD.id, OLD.objective_id, OLD.title, OLD.description, OLD.kind, OLD.unit, OLD.baseline, OLD.target, OLD.stretch, OLD.band_low, OLD.band_high, OLD.tolerance, OLD.red_line,
      OLD.curve, OLD.weight, OLD.priority, OLD.position, OLD.owner_id, OLD.rhythm, OLD.archived_at, OLD.import_key,
      OLD.status_override, OLD.status_override_reason, OLD.status_override_by, OLD.status_override_until)
     AND NOT app.may_edit(OLD.objective_id) THEN
    RAISE EXCEPTION 'only those who edit an objective change its key results' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF (NEW.value, NEW.value_on, NEW.confidence) IS DISTINCT FROM (OLD.value, OLD.value_on, OLD.confidence)
     AND NOT app.may_measure(OLD.id) AND NOT app.may_correct(OLD.id) THEN
    RAISE EXCEPTION 'only those who measure a key result set its value' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER key_results_guard BEFORE UPDATE ON key_results FOR EACH ROW EXECUTE FUNCTION app.guard_key_result();

-- what belongs to an objective is seen with it
DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['objective_parents', 'objective_stages', 'object_roles', 'key_results', 'comments', 'changes'] LOOP
    EXECUTE format('CREATE POLICY %1$I ON %2$I FOR SELECT TO okrio_app USING (organization_id = app.organization()
      AND EXISTS (SELECT 1 FROM objectives o WHERE o.organization_id = app.organization() AND o.id = %2$I.objective_id))', t || '_read', t);
  END LOOP;
  FOREACH t IN ARRAY ARRAY['milestones', 'scale_levels', 'checkpoints', 'expected_steps', 'readings', 'recorded_scores', 'target_ledger', 'check_ins'] LOOP
    EXECUTE format('CREATE POLICY %1$I ON %2$I FOR SELECT TO okrio_app USING (organization_id = app.organization()
      AND EXISTS (SELECT 1 FROM key_results k WHERE k.organization_id = app.organization() AND k.id = %2$I.key_result_id))', t || '_read', t);
  END LOOP;
END $$;

-- its place, its people and its stages: those who lead it
CREATE POLICY objective_parents_add ON objective_parents FOR INSERT TO okrio_app WITH CHECK (organization_id = app.organization() AND ((SELECT app.changes_all()) OR app.may_lead(objective_id))
  AND EXISTS (SELECT 1 FROM objectives o WHERE o.organization_id = app.organization() AND o.id = objective_parents.parent_id));
CREATE POLICY objective_parents_change ON objective_parents FOR UPDATE TO okrio_app USING (organization_id = app.organization() AND ((SELECT app.changes_all()) OR app.may_lead(objective_id)))
  WITH CHECK (organization_id = app.organization() AND ((SELECT app.changes_all()) OR app.may_lead(objective_id))
  AND EXISTS (SELECT 1 FROM objectives o WHERE o.organization_id = app.organization() AND o.id = objective_parents.parent_id));
CREATE POLICY objective_parents_remove ON objective_parents FOR DELETE TO okrio_app USING (organization_id = app.organization() AND ((SELECT app.changes_all()) OR app.may_lead(objective_id)));
CREATE POLICY object_roles_add ON object_roles FOR INSERT TO okrio_app WITH CHECK (organization_id = app.organization() AND ((SELECT app.changes_all()) OR app.may_lead(objective_id)));
CREATE POLICY object_roles_remove ON object_roles FOR DELETE TO okrio_app USING (organization_id = app.organization() AND ((SELECT app.changes_all()) OR app.may_lead(objective_id)));
CREATE POLICY objective_stages_add ON objective_stages FOR INSERT TO okrio_app WITH CHECK (organization_id = app.organization()
  AND (account_id = (SELECT app.account()) OR (SELECT app.is_system())) AND ((SELECT app.changes_all()) OR app.may_lead(objective_id)));

-- key results and their plans: those who edit; a row is also changed when a value is set, within what the guard lets through
CREATE POLICY key_results_add ON key_results FOR INSERT TO okrio_app WITH CHECK (organization_id = app.organization() AND ((SELECT app.changes_all()) OR app.may_edit(objective_id)));
CREATE POLICY key_results_change ON key_results FOR UPDATE TO okrio_app
  USING (organization_id = app.organization() AND ((SELECT app.changes_all()) OR app.may_change(objective_id))) WITH CHECK (organization_id = app.organization() AND ((SELECT app.changes_all()) OR app.may_change(objective_id)));
DO $$
DECLARE
  t text;
  editable text := 'organization_id = app.organization() AND EXISTS (SELECT 1 FROM key_results k WHERE k.organization_id = app.organization() AND k.id = %2$I.key_result_id AND ((SELECT app.changes_all()) OR app.may_edit(k.objective_id)))';
BEGIN
  FOREACH t IN ARRAY ARRAY['milestones', 'scale_levels', 'checkpoints', 'expected_steps', 'recorded_scores'] LOOP
    EXECUTE format('CREATE POLICY %1$I ON %2$I FOR INSERT TO okrio_app WITH CHECK (' || editable || ')', t || '_add', t);
    EXECUTE format('CREATE POLICY %1$I ON %2$I FOR UPDATE TO okrio_app USING (' || editable || ') WITH CHECK (' || editable || ')', t || '_change', t);
    EXECUTE format('CREATE POLICY %1$I ON %2$I FOR DELETE TO okrio_app USING (' || editable || ')', t || '_remove', t);
  END LOOP;
END $$;
-- done or not done is the value of such a key result
CREATE POLICY milestones_measure ON milestones FOR UPDATE TO okrio_app USING (organization_id = app.organization() AND app.may_measure(key_result_id))
  WITH CHECK (organization_id = app.organization() AND app.may_measure(key_result_id));
CREATE POLICY target_ledger_add ON target_ledger FOR INSERT TO okrio_app WITH CHECK (organization_id = app.organization()
  AND (account_id = (SELECT app.account()) OR (SELECT app.is_system()))
  AND EXISTS (SELECT 1 FROM key_results k WHERE k.organization_id = app.organization() AND k.id = target_ledger.key_result_id AND ((SELECT app.changes_all()) OR app.may_edit(k.objective_id))));

-- values: written as oneself; corrections are not for those whose own progress it is
CREATE POLICY readings_add ON readings FOR INSERT TO okrio_app WITH CHECK (organization_id = app.organization()
  AND (account_id = (SELECT app.account()) OR (SELECT app.is_system()))
  AND EXISTS (SELECT 1 FROM key_results k WHERE k.organization_id = app.organization() AND k.id = readings.key_result_id)
  AND (source IN ('correction', 'import', 'connector') AND ((SELECT app.changes_all()) OR app.may_correct(key_result_id)) OR source <> 'correction' AND app.may_measure(key_result_id)));
CREATE POLICY check_ins_add ON check_ins FOR INSERT TO okrio_app WITH CHECK (organization_id = app.organization()
  AND (account_id = (SELECT app.account()) OR (SELECT app.is_system()))
  AND EXISTS (SELECT 1 FROM key_results k WHERE k.organization_id = app.organization() AND k.id = check_ins.key_result_id)
  AND ((SELECT app.changes_all()) OR app.may_measure(key_result_id) OR app.may_correct(key_result_id)));

-- whoever sees an objective may comment on it, except as an auditor; authors edit, administrators too
CREATE POLICY comments_add ON comments FOR INSERT TO okrio_app WITH CHECK (organization_id = app.organization()
  AND (author_id = (SELECT app.account()) OR (SELECT app.is_system())) AND ((SELECT app.changes_all()) OR app.may_comment(objective_id)));
CREATE POLICY comments_change ON comments FOR UPDATE TO okrio_app
  USING (organization_id = app.organization() AND (author_id = (SELECT app.account()) OR (SELECT app.changes_all())) AND ((SELECT app.changes_all()) OR app.may_comment(objective_id)))
  WITH CHECK (organization_id = app.organization() AND (author_id = (SELECT app.account()) OR (SELECT app.changes_all())) AND ((SELECT app.changes_all()) OR app.may_comment(objective_id)));
CREATE POLICY changes_add ON changes FOR INSERT TO okrio_app WITH CHECK (organization_id = app.organization() AND account_id IS NOT DISTINCT FROM (SELECT app.account())
  AND ((SELECT app.changes_all()) OR app.may_comment(objective_id)));

-- one's own
DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['undo_entries', 'once_answers', 'drafts'] LOOP
    EXECUTE format('CREATE POLICY %1$I ON %2$I FOR ALL TO okrio_app USING (organization_id = app.organization() AND account_id = (SELECT app.account()))
      WITH CHECK (organization_id = app.organization() AND account_id = (SELECT app.account()))', t || '_own', t);
  END LOOP;
END $$;
CREATE POLICY imports_all ON imports FOR ALL TO okrio_app USING (organization_id = app.organization() AND (SELECT app.changes_all())) WITH CHECK (organization_id = app.organization() AND (SELECT app.changes_all()));
CREATE POLICY import_files_all ON import_files FOR ALL TO okrio_app USING (organization_id = app.organization() AND (SELECT app.changes_all())) WITH CHECK (organization_id = app.organization() AND (SELECT app.changes_all()));

-- audit: written by everyone as themselves, read by owner, administrators and auditors
CREATE POLICY audit_log_read ON audit_log FOR SELECT TO okrio_app USING (organization_id = app.organization() AND (SELECT app.sees_all()));
CREATE POLICY audit_log_add ON audit_log FOR INSERT TO okrio_app WITH CHECK (organization_id = app.organization() AND account_id IS NOT DISTINCT FROM (SELECT app.account()));
CREATE POLICY security_log_read ON security_log FOR SELECT TO okrio_app USING (organization_id = app.organization() AND (SELECT app.sees_all()));
-- a sign-in that fails is noted before any organization is entered
CREATE POLICY security_log_add ON security_log FOR INSERT TO okrio_app WITH CHECK (app.organization() IS NULL OR organization_id IS NULL OR organization_id = app.organization());

-- facts: the runtime role only adds; the relay takes them
CREATE POLICY outbox_add ON outbox FOR INSERT TO okrio_app WITH CHECK (organization_id = app.organization());
CREATE POLICY outbox_relay ON outbox FOR ALL TO okrio_worker USING (true) WITH CHECK (true);
CREATE POLICY once_answers_expire ON once_answers FOR DELETE TO okrio_worker USING (created_at < now() - interval '1 day');
CREATE POLICY once_answers_expiring ON once_answers FOR SELECT TO okrio_worker USING (created_at < now() - interval '1 day');

-- grants: tables of the organization
GRANT SELECT ON organizations, organization_states, accounts, account_states, workspaces, workspace_closure, workspace_members, org_relations, account_closure, periods,
  account_sessions, objectives, objective_parents, objective_stages, object_roles, key_results, milestones, scale_levels, checkpoints, expected_steps, readings, recorded_scores,
  target_ledger, check_ins, comments, imports, import_files, audit_log, changes, undo_entries, once_answers, drafts, security_log TO okrio_app;
GRANT INSERT ON organizations, organization_states, accounts, account_states, workspaces, workspace_members, org_relations, periods,
  account_sessions, objectives, objective_parents, objective_stages, object_roles, key_results, milestones, scale_levels, checkpoints, expected_steps, readings, recorded_scores,
  target_ledger, check_ins, comments, imports, import_files, audit_log, changes, outbox, undo_entries, once_answers, drafts, security_log TO okrio_app;
GRANT UPDATE ON organizations, accounts, workspaces, workspace_members, org_relations, periods, account_sessions, objectives, objective_parents, key_results, milestones,
  scale_levels, checkpoints, expected_steps, recorded_scores, comments, imports, undo_entries, once_answers, drafts TO okrio_app;
GRANT DELETE ON workspace_members, org_relations, objective_parents, object_roles, milestones, scale_levels, checkpoints, expected_steps, recorded_scores,
  import_files, undo_entries, once_answers, drafts TO okrio_app;
-- tables of nobody's organization
GRANT SELECT, INSERT, UPDATE, DELETE ON logins, sessions, sign_in_attempts TO okrio_app;
GRANT SELECT, DELETE ON outbox, once_answers TO okrio_worker;
GRANT SELECT, DELETE ON sessions, sign_in_attempts TO okrio_worker;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO okrio_security;

-- Before an organization is known: whose accounts may this login enter, and who does this session belong to.
CREATE FUNCTION app.accounts_of_login(login uuid)
RETURNS TABLE (organization_id uuid, organization_name text, slug text, organization_state text, account_id uuid, account_state text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS
$$ SELECT o.id, o.name, o.slug, o.state, a.id, a.state FROM accounts a JOIN organizations o ON o.id = a.organization_id WHERE a.login_id = login ORDER BY o.name, o.id $$;

CREATE FUNCTION app.organization_by_slug(wanted text) RETURNS uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS
$$ SELECT id FROM organizations WHERE slug = wanted $$;

-- What background work needs to know of all organizations: that they exist.
CREATE FUNCTION app.organization_ids() RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS
$$ SELECT id FROM organizations WHERE state = 'active' $$;

DO $$
DECLARE f regprocedure;
BEGIN
  FOR f IN SELECT p.oid::regprocedure FROM pg_proc p WHERE p.pronamespace = 'app'::regnamespace AND p.prosecdef LOOP
    EXECUTE format('ALTER FUNCTION %s OWNER TO okrio_security', f);
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', f);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO okrio_app, okrio_worker', f);
  END LOOP;
END $$;

-- Last, because the bodies of the functions above are planned when they are created.
DO $$
DECLARE t text;
BEGIN
  FOR t IN SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'organization_id' AND NOT a.attisdropped
           WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
  END LOOP;
END $$;
ALTER TABLE organizations ENABLE ROW LEVEL SECURITY;
ALTER TABLE organizations FORCE ROW LEVEL SECURITY;

