-- Sending a draft on its way and taking it back is for its owner, their managers and administrators; those who administer a
-- workspace move and archive what is in it, but do not decide for its owner that it begins or ends.
SET LOCAL check_function_bodies = off;

CREATE FUNCTION app.may_submit(objective uuid) RETURNS boolean LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, public AS
$$ BEGIN RETURN EXISTS (SELECT 1 FROM objectives o WHERE o.organization_id = app.organization() AND o.id = objective AND (
     app.changes_all()
     OR o.owner_id = app.account()
     OR EXISTS (SELECT 1 FROM account_closure c WHERE c.organization_id = o.organization_id AND c.ancestor_id = app.account() AND c.descendant_id = o.owner_id))); END $$;

-- The first stage of a new objective is noted by whoever made it, for whomever.
CREATE FUNCTION app.has_stages(objective uuid) RETURNS boolean LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, public AS
$$ BEGIN RETURN EXISTS (SELECT 1 FROM objective_stages s WHERE s.organization_id = app.organization() AND s.objective_id = objective); END $$;

CREATE OR REPLACE FUNCTION app.guard_objective() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT row_security_active(TG_RELID) THEN RETURN NEW; END IF;
  IF NEW.stage IS DISTINCT FROM OLD.stage AND NOT app.may_submit(OLD.id) THEN
    RAISE EXCEPTION 'only those who submit an objective change its stage' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF (NEW.id, NEW.workspace_id, NEW.owner_id, NEW.period_id, NEW.parent_id, NEW.parent_contributes, NEW.visibility, NEW.halted, NEW.archived_at)
     IS DISTINCT FROM (OLD.id, OLD.workspace_id, OLD.owner_id, OLD.period_id, OLD.parent_id, OLD.parent_contributes, OLD.visibility, OLD.halted, OLD.archived_at)
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

DROP POLICY objective_stages_add ON objective_stages;
CREATE POLICY objective_stages_add ON objective_stages FOR INSERT TO okrio_app WITH CHECK (organization_id = app.organization()
  AND (account_id = (SELECT app.account()) OR (SELECT app.is_system()))
  AND ((SELECT app.changes_all()) OR app.may_submit(objective_id)
       OR EXISTS (SELECT 1 FROM objectives o WHERE o.organization_id = app.organization() AND o.id = objective_stages.objective_id) AND NOT app.has_stages(objective_id)));

DO $$
DECLARE f regprocedure;
BEGIN
  FOREACH f IN ARRAY ARRAY['app.may_submit'::regproc::regprocedure, 'app.has_stages'::regproc::regprocedure] LOOP
    EXECUTE format('ALTER FUNCTION %s OWNER TO okrio_security', f);
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', f);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO okrio_app, okrio_worker', f);
  END LOOP;
END $$;
