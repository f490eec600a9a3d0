-- The orders of the list of objectives beside its own, so that a page of them ends at its last row as well. Names and titles stand as in a
-- dictionary, whatever the alphabet. The status has none: it depends on the day.
CREATE INDEX objectives_by_title ON objectives (organization_id, period_id, title COLLATE "und-x-icu", id) WHERE archived_at IS NULL;
CREATE INDEX objectives_by_progress ON objectives (organization_id, period_id, (coalesce(progress, '-infinity'::double precision)), id) WHERE archived_at IS NULL;
CREATE INDEX objectives_by_change ON objectives (organization_id, period_id, updated_at, id) WHERE archived_at IS NULL;
CREATE INDEX accounts_by_collated_name ON accounts (organization_id, name COLLATE "und-x-icu", id);
