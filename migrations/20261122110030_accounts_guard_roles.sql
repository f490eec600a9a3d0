SET LOCAL check_function_bodies = off;
-- What makes people powerful. Administrators change members; administrators and auditors are made, unmade and set aside by the owner
-- alone; ownership itself passes only by an offer that the next owner accepts. A policy cannot compare old with new, so a trigger does.
ALTER TABLE accounts ADD CONSTRAINT accounts_owner_is_active CHECK (role <> 'owner' OR state = 'active');

CREATE FUNCTION app.is_owner() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, public AS $$
  SELECT EXISTS (SELECT 1 FROM accounts WHERE organization_id = app.organization() AND id = app.account() AND role = 'owner')
$$;
REVOKE ALL ON FUNCTION app.is_owner FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.is_owner TO okrio_app;

DROP TRIGGER accounts_no_self_promotion ON accounts;
DROP FUNCTION app.refuse_self_promotion();

CREATE FUNCTION app.guard_roles() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT row_security_active(TG_RELID) THEN
    RETURN NEW;
  END IF;
  IF TG_OP = 'INSERT' THEN
    IF (NEW.role <> 'member' OR NEW.is_auditor) AND app.account() IS NOT NULL AND NOT app.is_owner() THEN
      RAISE EXCEPTION 'only the owner makes administrators and auditors' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
  END IF;
  IF NOT app.changes_all()
     AND (NEW.id, NEW.account_no, NEW.login_id, NEW.email, NEW.role, NEW.state, NEW.is_auditor, NEW.is_hr, NEW.import_key)
         IS DISTINCT FROM (OLD.id, OLD.account_no, OLD.login_id, OLD.email, OLD.role, OLD.state, OLD.is_auditor, OLD.is_hr, OLD.import_key) THEN
    RAISE EXCEPTION 'only administrators change roles and states' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF NEW.role IS DISTINCT FROM OLD.role AND 'owner' IN (NEW.role, OLD.role) THEN
    RAISE EXCEPTION 'ownership passes by an offer that is accepted' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF ((NEW.role, NEW.is_auditor) IS DISTINCT FROM (OLD.role, OLD.is_auditor) OR NEW.state IS DISTINCT FROM OLD.state AND OLD.role <> 'member')
     AND app.account() IS NOT NULL AND NOT app.is_owner() THEN
    RAISE EXCEPTION 'only the owner makes, unmakes and sets aside administrators and auditors' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER accounts_guard_roles BEFORE INSERT OR UPDATE ON accounts FOR EACH ROW EXECUTE FUNCTION app.guard_roles();

-- An organization has one owner; at most one offer is open.
CREATE TABLE ownership_offers (
  organization_id uuid NOT NULL REFERENCES organizations (id),
  id uuid NOT NULL,
  from_id uuid NOT NULL,
  to_id uuid NOT NULL,
  offered_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  decision text CHECK (decision IN ('accepted', 'declined', 'cancelled')),
  decided_at timestamptz,
  PRIMARY KEY (organization_id, id),
  FOREIGN KEY (organization_id, from_id) REFERENCES accounts (organization_id, id),
  FOREIGN KEY (organization_id, to_id) REFERENCES accounts (organization_id, id),
  CHECK (from_id <> to_id),
  CHECK (expires_at > offered_at),
  CHECK ((decision IS NULL) = (decided_at IS NULL))
);
CREATE UNIQUE INDEX ownership_offers_one_open ON ownership_offers (organization_id) WHERE decision IS NULL;
ALTER TABLE ownership_offers ENABLE ROW LEVEL SECURITY;
ALTER TABLE ownership_offers FORCE ROW LEVEL SECURITY;
CREATE POLICY ownership_offers_read ON ownership_offers FOR SELECT TO okrio_app
  USING (organization_id = app.organization() AND ((SELECT app.account()) IN (from_id, to_id) OR (SELECT app.changes_all())));
CREATE POLICY ownership_offers_make ON ownership_offers FOR INSERT TO okrio_app
  WITH CHECK (organization_id = app.organization() AND from_id = (SELECT app.account()) AND (SELECT app.is_owner()) AND decision IS NULL);
-- taking it over is left to the function below
CREATE POLICY ownership_offers_end ON ownership_offers FOR UPDATE TO okrio_app
  USING (organization_id = app.organization() AND (SELECT app.account()) IN (from_id, to_id) AND decision IS NULL)
  WITH CHECK (organization_id = app.organization()
    AND (decision = 'cancelled' AND from_id = (SELECT app.account()) OR decision = 'declined' AND to_id = (SELECT app.account())));
GRANT SELECT, INSERT, UPDATE ON ownership_offers TO okrio_app;
GRANT SELECT, UPDATE ON ownership_offers TO okrio_security;
GRANT UPDATE (role, version) ON accounts TO okrio_security;

-- The account of the context takes over what it was offered, and who offered it stays as an administrator. False when there is no such
-- offer any more. Both rows change or none.
CREATE FUNCTION app.take_over(offer uuid, at timestamptz) RETURNS boolean LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE taken ownership_offers;
BEGIN
  SELECT * INTO taken FROM ownership_offers o WHERE o.organization_id = app.organization() AND o.id = take_over.offer AND o.to_id = app.account()
    AND o.decision IS NULL AND o.expires_at > take_over.at
    AND EXISTS (SELECT 1 FROM accounts a WHERE a.organization_id = o.organization_id AND a.id = o.from_id AND a.role = 'owner')
    AND EXISTS (SELECT 1 FROM accounts a WHERE a.organization_id = o.organization_id AND a.id = o.to_id AND a.state = 'active' AND a.login_id IS NOT NULL)
    FOR UPDATE;
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  UPDATE ownership_offers SET decision = 'accepted', decided_at = take_over.at WHERE organization_id = taken.organization_id AND id = taken.id;
  UPDATE accounts SET role = 'admin', version = version + 1 WHERE organization_id = taken.organization_id AND id = taken.from_id;
  UPDATE accounts SET role = 'owner', version = version + 1 WHERE organization_id = taken.organization_id AND id = taken.to_id;
  RETURN true;
END $$;
ALTER FUNCTION app.take_over OWNER TO okrio_security;
REVOKE ALL ON FUNCTION app.take_over FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.take_over TO okrio_app;
