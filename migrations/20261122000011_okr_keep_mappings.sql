-- Which column means what, kept with a name for the next file with the same columns. Without people's values: only names of columns,
-- and addresses that somebody has given to names of the file.
CREATE TABLE import_mappings (
  organization_id uuid NOT NULL REFERENCES organizations (id),
  id uuid NOT NULL,
  name text NOT NULL CONSTRAINT import_mappings_name_length CHECK (length(name) BETWEEN 1 AND 100),
  headers text[] NOT NULL,
  mapping jsonb NOT NULL,
  account_id uuid NOT NULL,
  kept_at timestamptz NOT NULL,
  used_at timestamptz NOT NULL,
  version integer NOT NULL DEFAULT 1,
  PRIMARY KEY (organization_id, id),
  FOREIGN KEY (organization_id, account_id) REFERENCES accounts (organization_id, id)
);
CREATE UNIQUE INDEX import_mappings_name ON import_mappings (organization_id, lower(name));
CREATE INDEX import_mappings_account ON import_mappings (organization_id, account_id);
ALTER TABLE import_mappings ENABLE ROW LEVEL SECURITY;
ALTER TABLE import_mappings FORCE ROW LEVEL SECURITY;
CREATE POLICY import_mappings_all ON import_mappings FOR ALL TO okrio_app USING (organization_id = app.organization() AND (SELECT app.changes_all()))
  WITH CHECK (organization_id = app.organization() AND (SELECT app.changes_all()));
GRANT SELECT, INSERT, UPDATE, DELETE ON import_mappings TO okrio_app, okrio_security;
