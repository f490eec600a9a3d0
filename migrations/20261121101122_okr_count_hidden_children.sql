-- The children of an objective as its roll-up counts them, those that the reader may not see among them: without their titles.
-- Ask it of objectives that the reader sees.
SET LOCAL check_function_bodies = off;

CREATE FUNCTION app.children_of(parent uuid)
RETURNS TABLE (id uuid, weight numeric, progress double precision, contributes boolean, starts_on date, ends_on date, halted text, place double precision)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public ROWS 10 AS $$
#variable_conflict use_column
BEGIN RETURN QUERY
  SELECT o.id, o.weight, o.progress, c.contributes, p.starts_on, p.ends_on, o.halted, o.position
  FROM (SELECT b.id, b.parent_contributes AS contributes FROM objectives b WHERE b.organization_id = app.organization() AND b.parent_id = children_of.parent
        UNION ALL
        SELECT s.objective_id, s.contributes FROM objective_parents s WHERE s.organization_id = app.organization() AND s.parent_id = children_of.parent) c
  JOIN objectives o ON o.organization_id = app.organization() AND o.id = c.id
  JOIN periods p ON p.organization_id = o.organization_id AND p.id = o.period_id
  WHERE o.archived_at IS NULL;
END $$;
ALTER FUNCTION app.children_of OWNER TO okrio_security;
REVOKE ALL ON FUNCTION app.children_of FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.children_of TO okrio_app;
