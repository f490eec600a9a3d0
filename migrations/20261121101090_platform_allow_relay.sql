-- Taking facts with FOR UPDATE SKIP LOCKED asks for the right to update some column; the relay changes none.
GRANT UPDATE (seq) ON outbox TO okrio_worker;

-- What can no longer be undone is removed with the other expired rows.
GRANT SELECT, DELETE ON undo_entries TO okrio_worker;
CREATE POLICY undo_entries_expiring ON undo_entries FOR SELECT TO okrio_worker USING (expires_at < now());
CREATE POLICY undo_entries_expire ON undo_entries FOR DELETE TO okrio_worker USING (expires_at < now());
