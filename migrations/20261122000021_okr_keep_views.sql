-- Filters and order of the list of objectives that somebody keeps under a name. They are kept as they stand in the address, so that a view
-- says what a link says; of a period that is not named, the current one is meant. A shared view is there for the whole organization.
CREATE TABLE saved_views (
  organization_id uuid NOT NULL REFERENCES organizations (id),
  id uuid NOT NULL,
  account_id uuid NOT NULL,
  name text NOT NULL CONSTRAINT saved_views_name_length CHECK (length(name) BETWEEN 1 AND 60),
  query text NOT NULL CHECK (length(query) <= 2000),
  period_id uuid,
  is_shared boolean NOT NULL DEFAULT false,
  -- opened instead of the whole list, for the one who keeps it
  is_default boolean NOT NULL DEFAULT false,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (organization_id, id),
  CONSTRAINT saved_views_name_key UNIQUE (organization_id, account_id, name),
  FOREIGN KEY (organization_id, account_id) REFERENCES accounts (organization_id, id),
  FOREIGN KEY (organization_id, period_id) REFERENCES periods (organization_id, id)
);
CREATE UNIQUE INDEX saved_views_one_default ON saved_views (organization_id, account_id) WHERE is_default;
CREATE INDEX saved_views_shared ON saved_views (organization_id) WHERE is_shared;

ALTER TABLE saved_views ENABLE ROW LEVEL SECURITY;
ALTER TABLE saved_views FORCE ROW LEVEL SECURITY;
CREATE POLICY saved_views_read ON saved_views FOR SELECT TO okrio_app
  USING (organization_id = app.organization() AND (account_id = (SELECT app.account()) OR is_shared));
-- what is shared is kept by administrators, also when the one who made it is gone
CREATE POLICY saved_views_add ON saved_views FOR INSERT TO okrio_app
  WITH CHECK (organization_id = app.organization() AND (account_id = (SELECT app.account()) AND NOT is_shared OR is_shared AND (SELECT app.changes_all())));
CREATE POLICY saved_views_change ON saved_views FOR UPDATE TO okrio_app
  USING (organization_id = app.organization() AND (account_id = (SELECT app.account()) OR is_shared AND (SELECT app.changes_all())))
  WITH CHECK (organization_id = app.organization() AND (account_id = (SELECT app.account()) AND NOT is_shared OR is_shared AND (SELECT app.changes_all())));
CREATE POLICY saved_views_remove ON saved_views FOR DELETE TO okrio_app
  USING (organization_id = app.organization() AND (account_id = (SELECT app.account()) OR is_shared AND (SELECT app.changes_all())));
GRANT SELECT, INSERT, UPDATE, DELETE ON saved_views TO okrio_app;
