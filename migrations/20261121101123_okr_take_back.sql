-- Which entries of the audit log an act left, so that the history offers to take back what can be taken back.
ALTER TABLE undo_entries ADD COLUMN audit_ids uuid[] NOT NULL DEFAULT '{}';
CREATE INDEX undo_entries_of_account ON undo_entries (organization_id, account_id, expires_at);

-- Readings that their author took back at once. The reading stays as it was written; it is not shown or counted any more.
CREATE TABLE withdrawn_readings (
  organization_id uuid NOT NULL,
  reading_id uuid NOT NULL,
  account_id uuid NOT NULL,
  at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (organization_id, reading_id),
  FOREIGN KEY (organization_id, reading_id) REFERENCES readings (organization_id, id) ON DELETE CASCADE
);
ALTER TABLE withdrawn_readings ENABLE ROW LEVEL SECURITY;
ALTER TABLE withdrawn_readings FORCE ROW LEVEL SECURITY;
CREATE POLICY withdrawn_readings_read ON withdrawn_readings FOR SELECT TO okrio_app USING (organization_id = app.organization()
  AND EXISTS (SELECT 1 FROM readings r WHERE r.organization_id = app.organization() AND r.id = withdrawn_readings.reading_id));
-- one's own only
CREATE POLICY withdrawn_readings_add ON withdrawn_readings FOR INSERT TO okrio_app WITH CHECK (organization_id = app.organization()
  AND account_id = (SELECT app.account())
  AND EXISTS (SELECT 1 FROM readings r WHERE r.organization_id = app.organization() AND r.id = withdrawn_readings.reading_id AND r.account_id = (SELECT app.account())));
GRANT SELECT, INSERT ON withdrawn_readings TO okrio_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON withdrawn_readings TO okrio_security;
CREATE TRIGGER withdrawn_readings_append_only BEFORE UPDATE OR DELETE ON withdrawn_readings FOR EACH ROW EXECUTE FUNCTION app.refuse_change();
