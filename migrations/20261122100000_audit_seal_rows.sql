-- Blocks seal the audit log of each organization. A block holds which rows it is about, in their order, with the hash of each, and the
-- hash of the block before it: whoever changes, adds or removes a row would have to make all later blocks anew.
CREATE TABLE audit_blocks (
  organization_id uuid NOT NULL,
  -- from 1 without a gap
  no bigint NOT NULL CHECK (no > 0),
  -- of the text that is hashed
  version smallint NOT NULL,
  row_count integer NOT NULL CHECK (row_count > 0),
  -- rows are ordered by transaction, then by id
  first_xid xid8 NOT NULL,
  first_id uuid NOT NULL,
  last_xid xid8 NOT NULL,
  last_id uuid NOT NULL,
  -- of each row in order: its id (16 bytes) and its hash (32 bytes)
  seals bytea NOT NULL,
  sealed_at timestamptz NOT NULL,
  previous bytea NOT NULL CHECK (length(previous) = 32),
  hash bytea NOT NULL CHECK (length(hash) = 32),
  PRIMARY KEY (organization_id, no)
);
-- hashes cannot be made smaller, so nobody shall try
ALTER TABLE audit_blocks ALTER COLUMN seals SET STORAGE EXTERNAL;

-- The last block of each organization: what comes after it is not sealed yet, and its removal does not go unnoticed.
CREATE TABLE audit_heads (
  organization_id uuid PRIMARY KEY,
  no bigint NOT NULL,
  hash bytea NOT NULL CHECK (length(hash) = 32),
  last_xid xid8 NOT NULL,
  last_id uuid NOT NULL,
  sealed_at timestamptz NOT NULL
) WITH (fillfactor = 50);

-- the order in which rows are sealed
DROP INDEX audit_log_unsealed;
CREATE INDEX audit_log_in_order ON audit_log (organization_id, xid, id);

ALTER TABLE audit_blocks ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_blocks FORCE ROW LEVEL SECURITY;
ALTER TABLE audit_heads ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_heads FORCE ROW LEVEL SECURITY;
CREATE POLICY audit_blocks_read ON audit_blocks FOR SELECT TO okrio_app USING (organization_id = app.organization() AND (SELECT app.sees_all()));
CREATE POLICY audit_heads_read ON audit_heads FOR SELECT TO okrio_app USING (organization_id = app.organization() AND (SELECT app.sees_all()));
GRANT SELECT ON audit_blocks, audit_heads TO okrio_app;

-- the worker alone seals
CREATE POLICY audit_log_seal ON audit_log FOR SELECT TO okrio_worker USING (true);
CREATE POLICY audit_blocks_look ON audit_blocks FOR SELECT TO okrio_worker USING (true);
CREATE POLICY audit_blocks_add ON audit_blocks FOR INSERT TO okrio_worker WITH CHECK (true);
CREATE POLICY audit_heads_look ON audit_heads FOR SELECT TO okrio_worker USING (true);
CREATE POLICY audit_heads_add ON audit_heads FOR INSERT TO okrio_worker WITH CHECK (true);
CREATE POLICY audit_heads_move ON audit_heads FOR UPDATE TO okrio_worker USING (true) WITH CHECK (true);
GRANT SELECT ON audit_log TO okrio_worker;
GRANT SELECT, INSERT ON audit_blocks TO okrio_worker;
GRANT SELECT, INSERT, UPDATE ON audit_heads TO okrio_worker;

CREATE TRIGGER audit_blocks_append_only BEFORE UPDATE OR DELETE ON audit_blocks FOR EACH ROW EXECUTE FUNCTION app.refuse_change();
CREATE TRIGGER audit_blocks_never_emptied BEFORE TRUNCATE ON audit_blocks FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change();
ALTER TABLE audit_blocks ENABLE ALWAYS TRIGGER audit_blocks_append_only;
ALTER TABLE audit_blocks ENABLE ALWAYS TRIGGER audit_blocks_never_emptied;

-- A row says itself which transaction wrote it, and must not lie: an older one would put it among rows that are sealed.
ALTER POLICY audit_log_add ON audit_log WITH CHECK (organization_id = app.organization()
  AND account_id IS NOT DISTINCT FROM (SELECT app.account()) AND xid = pg_current_xact_id());

SET LOCAL check_function_bodies = off;

-- Whose logs there are to verify.
CREATE FUNCTION app.organization_slugs() RETURNS TABLE (id uuid, slug text) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS
$$ SELECT o.id, o.slug FROM organizations o ORDER BY o.slug $$;
ALTER FUNCTION app.organization_slugs OWNER TO okrio_security;
REVOKE ALL ON FUNCTION app.organization_slugs FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.organization_slugs TO okrio_worker;
