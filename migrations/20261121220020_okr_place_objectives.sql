-- Where an objective stands among its siblings in the alignment. Its position is no answer: that is its place in the list of its own
-- workspace, while the siblings below one parent come from many. Empty for those that nobody has placed: they follow, in the order of the list.
ALTER TABLE objectives ADD COLUMN rank double precision;

SET LOCAL check_function_bodies = off;

-- As before; whoever moves an objective places it too.
CREATE OR REPLACE FUNCTION app.guard_objective() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT row_security_active(TG_RELID) THEN RETURN NEW; END IF;
  IF NEW.stage IS DISTINCT FROM OLD.stage AND NOT app.may_submit(OLD.id) THEN
    RAISE EXCEPTION 'only those who submit an objective change its stage' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF (NEW.id, NEW.workspace_id, NEW.owner_id, NEW.period_id, NEW.parent_id, NEW.parent_contributes, NEW.rank, NEW.visibility, NEW.halted, NEW.archived_at)
     IS DISTINCT FROM (OLD.id, OLD.workspace_id, OLD.owner_id, OLD.period_id, OLD.parent_id, OLD.parent_contributes, OLD.rank, OLD.visibility, OLD.halted, OLD.archived_at)
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

-- Places an objective right after one of its siblings, or before all of them. Siblings have the same parent; without one, they are of the
-- same period, and all of the company itself or all not. Those up to the place may have to be numbered first, also those that the caller may
-- not change: their order stays as it is, and their versions too.
CREATE FUNCTION app.place_objective(objective uuid, after uuid) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
  here record;
  ids uuid[];
  ranks double precision[];
  at integer;
  place double precision;
BEGIN
  IF NOT app.may_lead(objective) THEN
    RAISE EXCEPTION 'only those who lead an objective move it' USING ERRCODE = 'insufficient_privilege';
  END IF;
  PERFORM pg_advisory_xact_lock(hashtextextended('objectives ' || app.organization(), 0));
  SELECT o.parent_id, o.period_id, w.kind = 'company' AS is_company INTO here
    FROM objectives o JOIN workspaces w ON w.organization_id = o.organization_id AND w.id = o.workspace_id
    WHERE o.organization_id = app.organization() AND o.id = objective;
  IF here.parent_id IS NOT NULL THEN
    SELECT array_agg(s.id ORDER BY s.rank, s.workspace_no, s.position, s.id), array_agg(s.rank ORDER BY s.rank, s.workspace_no, s.position, s.id) INTO ids, ranks
      FROM objectives s WHERE s.organization_id = app.organization() AND s.parent_id = here.parent_id AND s.archived_at IS NULL AND s.id <> objective;
  ELSE
    SELECT array_agg(s.id ORDER BY s.rank, s.workspace_no, s.position, s.id), array_agg(s.rank ORDER BY s.rank, s.workspace_no, s.position, s.id) INTO ids, ranks
      FROM objectives s JOIN workspaces w ON w.organization_id = s.organization_id AND w.id = s.workspace_id
      WHERE s.organization_id = app.organization() AND s.period_id = here.period_id AND s.parent_id IS NULL AND s.archived_at IS NULL
        AND (w.kind = 'company') = here.is_company AND s.id <> objective;
  END IF;
  IF after IS NULL THEN
    place := coalesce(ranks[1], 1) - 1;
  ELSE
    at := array_position(ids, after);
    IF at IS NULL THEN
      RAISE EXCEPTION 'it is no sibling' USING ERRCODE = 'check_violation', CONSTRAINT = 'objectives_place_after_sibling', TABLE = 'objectives';
    END IF;
    place := coalesce((ranks[at] + ranks[at + 1]) / 2, ranks[at] + 1);
    -- not numbered yet, or no number left in between
    IF place IS NULL OR place <= ranks[at] OR place >= ranks[at + 1] THEN
      UPDATE objectives o SET rank = n.number FROM unnest(ids[1:greatest(at, array_length(array_remove(ranks, NULL), 1))]) WITH ORDINALITY AS n (id, number)
        WHERE o.organization_id = app.organization() AND o.id = n.id AND o.rank IS DISTINCT FROM n.number;
      place := at + 0.5;
    END IF;
  END IF;
  UPDATE objectives o SET rank = place WHERE o.organization_id = app.organization() AND o.id = objective;
END $$;
ALTER FUNCTION app.place_objective OWNER TO okrio_security;
REVOKE ALL ON FUNCTION app.place_objective FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.place_objective TO okrio_app;
