-- What an import needs beside its rows: a file may name several periods, a failure keeps its words for each language,
-- and what a file said last is remembered, so that the same file again undoes nothing that people changed since.
ALTER TABLE imports DROP COLUMN period_id;
ALTER TABLE imports ALTER COLUMN failure TYPE jsonb USING NULL;
ALTER TABLE imports ADD COLUMN bad_rows integer NOT NULL DEFAULT 0;

-- For each field that a file filled, the beginning of a hash of what it said: no second copy of what people wrote.
CREATE TABLE import_marks (
  organization_id uuid NOT NULL,
  subject_id uuid NOT NULL,
  import_id uuid NOT NULL,
  said jsonb NOT NULL,
  PRIMARY KEY (organization_id, subject_id),
  FOREIGN KEY (organization_id, import_id) REFERENCES imports (organization_id, id)
);
CREATE INDEX import_marks_of_import ON import_marks (organization_id, import_id);
ALTER TABLE import_marks ENABLE ROW LEVEL SECURITY;
ALTER TABLE import_marks FORCE ROW LEVEL SECURITY;
CREATE POLICY import_marks_all ON import_marks FOR ALL TO okrio_app USING (organization_id = app.organization() AND (SELECT app.changes_all()))
  WITH CHECK (organization_id = app.organization() AND (SELECT app.changes_all()));
GRANT SELECT, INSERT, UPDATE ON import_marks TO okrio_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON import_marks TO okrio_security;
