-- Who is asking: three settings made local to each transaction, and the functions that policies read them with.
-- No SET clause and no SECURITY DEFINER here: either would stop the planner from inlining them.
CREATE SCHEMA app;
GRANT USAGE ON SCHEMA app TO okrio_app, okrio_worker, okrio_security;
GRANT CREATE ON SCHEMA app TO okrio_security;
GRANT USAGE ON SCHEMA public TO okrio_app, okrio_worker, okrio_security;

CREATE FUNCTION app.organization() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT NULLIF(current_setting('app.organization_id', true), '')::uuid $$;

CREATE FUNCTION app.account() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT NULLIF(current_setting('app.account_id', true), '')::uuid $$;

-- app.reach: '' (a member), 'read' (auditor), 'all' (owner, administrator, background work)
CREATE FUNCTION app.sees_all() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT coalesce(current_setting('app.reach', true), '') IN ('read', 'all') $$;

CREATE FUNCTION app.changes_all() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT coalesce(current_setting('app.reach', true), '') = 'all' $$;

-- Rows that the database itself has to mint get time-ordered ids, like those of the application.
CREATE FUNCTION app.uuid7() RETURNS uuid LANGUAGE sql VOLATILE PARALLEL SAFE AS $$
  SELECT encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid())
     PLACING substring(int8send((extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3) FROM 1 FOR 6),
     52, 1), 53, 1), 'hex')::uuid $$;

-- Refuses every change of a row that was written once (ENABLE ALWAYS makes it hold for replication roles too).
CREATE FUNCTION app.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
