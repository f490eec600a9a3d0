-- Row security: what the policy forbids is not in the result set even of a wrong query. FORCE holds it for the owner too.
-- Every policy starts with the bare, inlinable organization test; what depends on the caller only stands in (SELECT …), run once a statement.
-- Helpers with a reach of their own: owned by okrio_security, so that a policy may ask them without asking itself.
CREATE FUNCTION app.my_objects() RETURNS SETOF uuid LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, public ROWS 10 AS
$$ SELECT objective_id FROM object_roles WHERE organization_id = app.organization() AND account_id = app.account() $$;

CREATE FUNCTION app.my_workspaces() RETURNS SETOF uuid LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, public ROWS 20 AS
$$ SELECT c.descendant_id FROM workspace_members m JOIN workspace_closure c ON c.organization_id = m.organization_id AND c.ancestor_id = m.workspace_id
   WHERE m.organization_id = app.organization() AND m.account_id = app.account()
   UNION
   SELECT c.ancestor_id FROM workspace_members m JOIN workspace_closure c ON c.organization_id = m.organization_id AND c.descendant_id = m.workspace_id
   WHERE m.organization_id = app.organization() AND m.account_id = app.account() $$;

-- Workspaces that the caller administers: those of the role and all below.
CREATE FUNCTION app.administered_workspaces() RETURNS SETOF uuid LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, public ROWS 5 AS
$$ SELECT c.descendant_id FROM workspace_members m JOIN workspace_closure c ON c.organization_id = m.organization_id AND c.ancestor_id = m.workspace_id
   WHERE m.organization_id = app.organization() AND m.account_id = app.account() AND m.role = 'admin' $$;

CREATE FUNCTION app.advised_workspaces() RETURNS SETOF uuid LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, public ROWS 5 AS
$$ SELECT c.descendant_id FROM workspace_members m JOIN workspace_closure c ON c.organization_id = m.organization_id AND c.ancestor_id = m.workspace_id
   WHERE m.organization_id = app.organization() AND m.account_id = app.account() AND m.role = 'expert' $$;

-- May the caller change this objective or anything below it? The finer question (which act, in which stage) is the policy's in the code.
CREATE FUNCTION app.may_change(objective uuid) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, public AS
$$ SELECT EXISTS (SELECT 1 FROM objectives o WHERE o.organization_id = app.organization() AND o.id = objective AND (
     app.changes_all()
     OR o.owner_id = app.account()
     OR EXISTS (SELECT 1 FROM account_closure c WHERE c.organization_id = o.organization_id AND c.ancestor_id = app.account() AND c.descendant_id = o.owner_id)
     OR EXISTS (SELECT 1 FROM object_roles r WHERE r.organization_id = o.organization_id AND r.account_id = app.account() AND r.objective_id = o.id
                AND r.role IN ('contributor', 'key_result_owner'))
     OR o.visibility <> 'private' AND o.workspace_id IN (SELECT app.administered_workspaces()))) $$;

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
    EXECUTE format('CREATE POLICY %1$I ON %2$I FOR UPDATE TO okrio_app USING (organization_id = app.organization() AND (SELECT app.changes_all())) WITH CHECK (organization_id = app.organization())', t || '_change', t);
    EXECUTE format('CREATE POLICY %1$I ON %2$I FOR DELETE TO okrio_app USING (organization_id = app.organization() AND (SELECT app.changes_all()))', t || '_remove', t);
  END LOOP;
END $$;
-- one's own preferences; what makes somebody powerful is guarded by a trigger, since a policy cannot compare old with new
CREATE POLICY accounts_own ON accounts FOR UPDATE TO okrio_app
  USING (organization_id = app.organization() AND id = (SELECT app.account())) WITH CHECK (organization_id = app.organization() AND id = (SELECT app.account()));

CREATE FUNCTION app.refuse_self_promotion() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT app.changes_all() AND current_user = 'okrio_app'
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
  WITH CHECK (organization_id = app.organization());

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
    OR workspace_id IN (SELECT app.administered_workspaces())));
CREATE POLICY objectives_change ON objectives FOR UPDATE TO okrio_app
  USING (organization_id = app.organization() AND app.may_change(id))
  WITH CHECK (organization_id = app.organization());

-- what belongs to an objective is seen with it and changed by those who may change it
DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['objective_parents', 'objective_stages', 'object_roles', 'key_results', 'comments', 'changes'] LOOP
    EXECUTE format('CREATE POLICY %1$I ON %2$I FOR SELECT TO okrio_app USING (organization_id = app.organization()
      AND EXISTS (SELECT 1 FROM objectives o WHERE o.organization_id = app.organization() AND o.id = %2$I.objective_id))', t || '_read', t);
  END LOOP;
  FOREACH t IN ARRAY ARRAY['objective_parents', 'objective_stages', 'object_roles', 'key_results'] LOOP
    EXECUTE format('CREATE POLICY %1$I ON %2$I FOR INSERT TO okrio_app WITH CHECK (organization_id = app.organization() AND app.may_change(objective_id))', t || '_add', t);
  END LOOP;
  CREATE POLICY key_results_change ON key_results FOR UPDATE TO okrio_app
    USING (organization_id = app.organization() AND app.may_change(objective_id)) WITH CHECK (organization_id = app.organization() AND app.may_change(objective_id));
  FOREACH t IN ARRAY ARRAY['objective_parents', 'object_roles'] LOOP
    EXECUTE format('CREATE POLICY %1$I ON %2$I FOR DELETE TO okrio_app USING (organization_id = app.organization() AND app.may_change(objective_id))', t || '_remove', t);
  END LOOP;
  -- of a key result
  FOREACH t IN ARRAY ARRAY['milestones', 'scale_levels', 'checkpoints', 'expected_steps', 'readings', 'recorded_scores', 'target_ledger', 'check_ins'] LOOP
    EXECUTE format('CREATE POLICY %1$I ON %2$I FOR SELECT TO okrio_app USING (organization_id = app.organization()
      AND EXISTS (SELECT 1 FROM key_results k WHERE k.organization_id = app.organization() AND k.id = %2$I.key_result_id))', t || '_read', t);
    EXECUTE format('CREATE POLICY %1$I ON %2$I FOR INSERT TO okrio_app WITH CHECK (organization_id = app.organization()
      AND EXISTS (SELECT 1 FROM key_results k WHERE k.organization_id = app.organization() AND k.id = %2$I.key_result_id AND app.may_change(k.objective_id)))', t || '_add', t);
  END LOOP;
  FOREACH t IN ARRAY ARRAY['milestones', 'scale_levels', 'checkpoints', 'expected_steps', 'recorded_scores'] LOOP
    EXECUTE format('CREATE POLICY %1$I ON %2$I FOR UPDATE TO okrio_app USING (organization_id = app.organization()
      AND EXISTS (SELECT 1 FROM key_results k WHERE k.organization_id = app.organization() AND k.id = %2$I.key_result_id AND app.may_change(k.objective_id)))
      WITH CHECK (organization_id = app.organization())', t || '_change', t);
    EXECUTE format('CREATE POLICY %1$I ON %2$I FOR DELETE TO okrio_app USING (organization_id = app.organization()
      AND EXISTS (SELECT 1 FROM key_results k WHERE k.organization_id = app.organization() AND k.id = %2$I.key_result_id AND app.may_change(k.objective_id)))', t || '_remove', t);
  END LOOP;
END $$;
-- whoever sees an objective may comment on it; only authors edit
CREATE POLICY comments_add ON comments FOR INSERT TO okrio_app WITH CHECK (organization_id = app.organization() AND author_id = (SELECT app.account())
  AND EXISTS (SELECT 1 FROM objectives o WHERE o.organization_id = app.organization() AND o.id = comments.objective_id));
CREATE POLICY comments_change ON comments FOR UPDATE TO okrio_app
  USING (organization_id = app.organization() AND (author_id = (SELECT app.account()) OR (SELECT app.changes_all()))) WITH CHECK (organization_id = app.organization());
CREATE POLICY changes_add ON changes FOR INSERT TO okrio_app WITH CHECK (organization_id = app.organization() AND account_id IS NOT DISTINCT FROM (SELECT app.account()));

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
CREATE POLICY security_log_add ON security_log FOR INSERT TO okrio_app WITH CHECK (true);

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

