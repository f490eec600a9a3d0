-- Who sees an objective, as before; the workspaces of the reader are now part of the plan. As a function they were a statement of their own
-- within each list.
ALTER POLICY objectives_read ON objectives USING (organization_id = app.organization() AND (
  visibility = 'organization' OR owner_id = (SELECT app.account()) OR (SELECT app.sees_all())
  OR visibility = 'workspace' AND (
    workspace_id IN (
      SELECT c.descendant_id FROM workspace_members m JOIN workspace_closure c ON c.organization_id = m.organization_id AND c.ancestor_id = m.workspace_id
        WHERE m.organization_id = app.organization() AND m.account_id = app.account()
      UNION ALL
      SELECT c.ancestor_id FROM workspace_members m JOIN workspace_closure c ON c.organization_id = m.organization_id AND c.descendant_id = m.workspace_id
        WHERE m.organization_id = app.organization() AND m.account_id = app.account())
    OR owner_id IN (SELECT r.report_id FROM org_relations r
      WHERE r.organization_id = app.organization() AND r.manager_id = (SELECT app.account()) AND r.kind = 'dotted'))
  OR owner_id IN (SELECT c.descendant_id FROM account_closure c WHERE c.organization_id = app.organization() AND c.ancestor_id = (SELECT app.account()))
  OR id IN (SELECT app.my_objects())));
