-- As before, asked of one row at a time: without OFFSET the planner, which does not know how little has changed since a page was read,
-- would rather read everything that the reader sees.
ALTER POLICY updates_read ON updates USING (organization_id = app.organization()
  AND EXISTS (SELECT 1 FROM objectives o WHERE o.organization_id = app.organization() AND o.id = updates.objective_id OFFSET 0));
