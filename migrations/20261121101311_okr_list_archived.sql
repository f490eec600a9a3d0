-- The list of archived objectives is walked like that of the others.
CREATE INDEX objectives_archived ON objectives (organization_id, period_id, workspace_no, position, id) WHERE archived_at IS NOT NULL;
