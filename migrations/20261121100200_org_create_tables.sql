-- Workspaces, the org chart and periods.
CREATE TABLE workspaces (
  organization_id uuid NOT NULL REFERENCES organizations (id),
  id uuid NOT NULL,
  workspace_no integer NOT NULL,
  parent_id uuid,
  kind text NOT NULL CHECK (kind IN ('company', 'business_unit', 'team', 'individual')),
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  archived_at timestamptz,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (organization_id, id),
  UNIQUE (organization_id, workspace_no),
  UNIQUE (organization_id, id, workspace_no),
  FOREIGN KEY (organization_id, parent_id) REFERENCES workspaces (organization_id, id)
);
CREATE INDEX workspaces_of_parent ON workspaces (organization_id, parent_id);

CREATE TABLE workspace_closure (
  organization_id uuid NOT NULL,
  ancestor_id uuid NOT NULL,
  descendant_id uuid NOT NULL,
  depth smallint NOT NULL,
  PRIMARY KEY (organization_id, ancestor_id, descendant_id),
  FOREIGN KEY (organization_id, ancestor_id) REFERENCES workspaces (organization_id, id) ON DELETE CASCADE,
  FOREIGN KEY (organization_id, descendant_id) REFERENCES workspaces (organization_id, id) ON DELETE CASCADE
);
CREATE INDEX workspace_closure_up ON workspace_closure (organization_id, descendant_id, ancestor_id);

CREATE TABLE workspace_members (
  organization_id uuid NOT NULL,
  workspace_id uuid NOT NULL,
  account_id uuid NOT NULL,
  role text NOT NULL DEFAULT 'member' CHECK (role IN ('member', 'lead', 'admin', 'expert')),
  PRIMARY KEY (organization_id, workspace_id, account_id, role),
  FOREIGN KEY (organization_id, workspace_id) REFERENCES workspaces (organization_id, id),
  FOREIGN KEY (organization_id, account_id) REFERENCES accounts (organization_id, id)
);
CREATE INDEX workspace_members_of_account ON workspace_members (organization_id, account_id);

CREATE TABLE org_relations (
  organization_id uuid NOT NULL,
  manager_id uuid NOT NULL,
  report_id uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN ('solid', 'dotted')),
  since date NOT NULL DEFAULT CURRENT_DATE,
  PRIMARY KEY (organization_id, manager_id, report_id, kind),
  CONSTRAINT org_relations_not_self CHECK (manager_id <> report_id),
  FOREIGN KEY (organization_id, manager_id) REFERENCES accounts (organization_id, id),
  FOREIGN KEY (organization_id, report_id) REFERENCES accounts (organization_id, id)
);
CREATE UNIQUE INDEX org_relations_one_solid ON org_relations (organization_id, report_id) WHERE kind = 'solid';
CREATE INDEX org_relations_of_report ON org_relations (organization_id, report_id, kind);

-- Everyone below a manager by solid lines; depth >= 1.
CREATE TABLE account_closure (
  organization_id uuid NOT NULL,
  ancestor_id uuid NOT NULL,
  descendant_id uuid NOT NULL,
  depth smallint NOT NULL,
  PRIMARY KEY (organization_id, ancestor_id, descendant_id),
  FOREIGN KEY (organization_id, ancestor_id) REFERENCES accounts (organization_id, id),
  FOREIGN KEY (organization_id, descendant_id) REFERENCES accounts (organization_id, id)
);
CREATE INDEX account_closure_up ON account_closure (organization_id, descendant_id, ancestor_id);

CREATE TABLE periods (
  organization_id uuid NOT NULL REFERENCES organizations (id),
  id uuid NOT NULL,
  parent_id uuid,
  kind text NOT NULL CHECK (kind IN ('quarter', 'half_year', 'year', 'custom')),
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
  starts_on date NOT NULL,
  ends_on date NOT NULL,
  state text NOT NULL DEFAULT 'planning' CHECK (state IN ('planning', 'active', 'closing', 'closed')),
  version integer NOT NULL DEFAULT 1,
  PRIMARY KEY (organization_id, id),
  CONSTRAINT periods_dates CHECK (ends_on > starts_on),
  CONSTRAINT periods_span_key UNIQUE (organization_id, kind, starts_on, ends_on),
  FOREIGN KEY (organization_id, parent_id) REFERENCES periods (organization_id, id)
);
ALTER TABLE accounts ADD CONSTRAINT accounts_period_fkey
  FOREIGN KEY (organization_id, period_id) REFERENCES periods (organization_id, id) ON DELETE SET NULL (period_id);

CREATE FUNCTION app.assign_workspace_no() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  UPDATE organizations SET next_workspace_no = next_workspace_no + 1 WHERE id = NEW.organization_id
    RETURNING next_workspace_no - 1 INTO NEW.workspace_no;
  RETURN NEW;
END $$;
CREATE TRIGGER workspaces_number BEFORE INSERT ON workspaces FOR EACH ROW EXECUTE FUNCTION app.assign_workspace_no();

-- Closure of the workspace tree, with itself at depth 0. One lock per organization: two moves at once could close a cycle.
CREATE FUNCTION app.keep_workspace_closure() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('workspaces ' || NEW.organization_id, 0));
  IF TG_OP = 'INSERT' THEN
    INSERT INTO workspace_closure VALUES (NEW.organization_id, NEW.id, NEW.id, 0);
  ELSIF NEW.parent_id IS NOT DISTINCT FROM OLD.parent_id THEN
    RETURN NEW;
  ELSE
    IF EXISTS (SELECT 1 FROM workspace_closure c WHERE c.organization_id = NEW.organization_id
               AND c.ancestor_id = NEW.id AND c.descendant_id = NEW.parent_id) THEN
      RAISE EXCEPTION 'a workspace cannot stand below itself' USING ERRCODE = 'check_violation', CONSTRAINT = 'workspaces_no_cycle', TABLE = 'workspaces';
    END IF;
    DELETE FROM workspace_closure c USING workspace_closure below
      WHERE c.organization_id = NEW.organization_id AND below.organization_id = NEW.organization_id
        AND below.ancestor_id = NEW.id AND c.descendant_id = below.descendant_id
        AND c.ancestor_id NOT IN (SELECT x.descendant_id FROM workspace_closure x WHERE x.organization_id = NEW.organization_id AND x.ancestor_id = NEW.id);
  END IF;
  IF NEW.parent_id IS NOT NULL THEN
    INSERT INTO workspace_closure
      SELECT NEW.organization_id, up.ancestor_id, down.descendant_id, up.depth + down.depth + 1
      FROM workspace_closure up, workspace_closure down
      WHERE up.organization_id = NEW.organization_id AND up.descendant_id = NEW.parent_id
        AND down.organization_id = NEW.organization_id AND down.ancestor_id = NEW.id;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER workspaces_closure AFTER INSERT OR UPDATE OF parent_id ON workspaces FOR EACH ROW EXECUTE FUNCTION app.keep_workspace_closure();

-- Closure of the solid lines. Each person has at most one solid manager, so every path is the only one.
CREATE FUNCTION app.keep_account_closure() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
  organization uuid := coalesce(NEW.organization_id, OLD.organization_id);
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('org_relations ' || organization, 0));
  IF TG_OP IN ('UPDATE', 'DELETE') AND OLD.kind = 'solid' THEN
    DELETE FROM account_closure c WHERE c.organization_id = organization
      AND (c.ancestor_id = OLD.manager_id OR c.ancestor_id IN (SELECT x.ancestor_id FROM account_closure x WHERE x.organization_id = organization AND x.descendant_id = OLD.manager_id))
      AND (c.descendant_id = OLD.report_id OR c.descendant_id IN (SELECT x.descendant_id FROM account_closure x WHERE x.organization_id = organization AND x.ancestor_id = OLD.report_id));
  END IF;
  IF TG_OP IN ('INSERT', 'UPDATE') AND NEW.kind = 'solid' THEN
    IF EXISTS (SELECT 1 FROM account_closure c WHERE c.organization_id = organization
               AND c.ancestor_id = NEW.report_id AND c.descendant_id = NEW.manager_id) THEN
      RAISE EXCEPTION 'nobody can report to themselves over others' USING ERRCODE = 'check_violation', CONSTRAINT = 'org_relations_no_cycle', TABLE = 'org_relations';
    END IF;
    INSERT INTO account_closure
      SELECT organization, up.id, down.id, up.depth + down.depth + 1
      FROM (SELECT NEW.manager_id AS id, 0 AS depth UNION ALL
            SELECT x.ancestor_id, x.depth FROM account_closure x WHERE x.organization_id = organization AND x.descendant_id = NEW.manager_id) up,
           (SELECT NEW.report_id AS id, 0 AS depth UNION ALL
            SELECT x.descendant_id, x.depth FROM account_closure x WHERE x.organization_id = organization AND x.ancestor_id = NEW.report_id) down;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER org_relations_closure AFTER INSERT OR UPDATE OR DELETE ON org_relations FOR EACH ROW EXECUTE FUNCTION app.keep_account_closure();
