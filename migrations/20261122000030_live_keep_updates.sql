-- Which objectives each transaction changed, for pages that are open: what a page has not seen yet is what its snapshot does not show,
-- however late a transaction commits and in whatever order the relay comes by. Kept for longer than a session lives without being used.
CREATE TABLE updates (
  organization_id uuid NOT NULL,
  -- of the transaction that changed it, not of the relay's
  xid xid8 NOT NULL,
  objective_id uuid NOT NULL,
  fact text NOT NULL,
  -- whose change it was
  account_id uuid,
  at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (organization_id, xid, objective_id, fact)
);
ALTER TABLE updates ENABLE ROW LEVEL SECURITY;
ALTER TABLE updates FORCE ROW LEVEL SECURITY;

-- seen with its objective, so that nobody learns that something hidden from them has changed
CREATE POLICY updates_read ON updates FOR SELECT TO okrio_app USING (organization_id = app.organization()
  AND EXISTS (SELECT 1 FROM objectives o WHERE o.organization_id = app.organization() AND o.id = updates.objective_id));
GRANT SELECT ON updates TO okrio_app;

-- the relay adds them, and the hourly cleaning removes them
CREATE POLICY updates_add ON updates FOR INSERT TO okrio_worker WITH CHECK (true);
CREATE POLICY updates_expiring ON updates FOR SELECT TO okrio_worker USING (at < now() - interval '8 days');
CREATE POLICY updates_expire ON updates FOR DELETE TO okrio_worker USING (at < now() - interval '8 days');
GRANT SELECT, INSERT, DELETE ON updates TO okrio_worker;
GRANT SELECT, INSERT, UPDATE, DELETE ON updates TO okrio_security;

SET LOCAL check_function_bodies = off;

-- Of sessions of any organization, those that are alive: asked for all open streams of a process at once.
CREATE FUNCTION app.living_sessions(organizations uuid[], sessions uuid[], at timestamptz) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT s.id FROM unnest(organizations, sessions) AS w (organization_id, id)
  JOIN account_sessions s ON s.organization_id = w.organization_id AND s.id = w.id
  JOIN accounts a ON a.organization_id = s.organization_id AND a.id = s.account_id
  JOIN organizations o ON o.id = s.organization_id
  WHERE s.ended_at IS NULL AND s.expires_at > living_sessions.at AND a.state = 'active' AND o.state = 'active' AND a.login_id IS NOT NULL
$$;
ALTER FUNCTION app.living_sessions OWNER TO okrio_security;
REVOKE ALL ON FUNCTION app.living_sessions FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.living_sessions TO okrio_app;
