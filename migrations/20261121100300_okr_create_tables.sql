-- Objectives, key results and what belongs to them. Cached progress is double precision (filters and sorts only); exact values are numeric.
CREATE TABLE objectives (
  organization_id uuid NOT NULL REFERENCES organizations (id),
  id uuid NOT NULL,
  title text NOT NULL CONSTRAINT objectives_title_length CHECK (length(title) BETWEEN 1 AND 200),
  description text NOT NULL DEFAULT '' CONSTRAINT objectives_description_length CHECK (length(description) <= 10000),
  workspace_id uuid NOT NULL,
  workspace_no integer NOT NULL,
  owner_id uuid NOT NULL,
  owner_no integer NOT NULL,
  period_id uuid NOT NULL,
  parent_id uuid,
  parent_contributes boolean NOT NULL DEFAULT true,
  visibility text NOT NULL DEFAULT 'organization' CHECK (visibility IN ('organization', 'workspace', 'private')),
  stage text NOT NULL DEFAULT 'draft' CHECK (stage IN ('draft', 'expert_review', 'manager_approval', 'active', 'self_assessment', 'manager_review', 'expert_validation', 'closed')),
  stage_since timestamptz NOT NULL DEFAULT now(),
  halted text CHECK (halted IN ('cancelled', 'postponed')),
  archived_at timestamptz,
  weight numeric NOT NULL DEFAULT 1 CHECK (weight >= 0),
  priority smallint CHECK (priority BETWEEN 0 AND 9),
  position double precision NOT NULL DEFAULT 0,
  rollup text NOT NULL DEFAULT 'key_results' CHECK (rollup IN ('key_results', 'children', 'both')),
  -- what the maths found at the last change
  key_result_count integer NOT NULL DEFAULT 0,
  progress double precision,
  coverage double precision,
  confidence smallint CHECK (confidence BETWEEN 0 AND 100),
  started boolean NOT NULL DEFAULT false,
  -- status is a function of the day: statuses[i] holds from status_from[i] on, so statuses[width_bucket(today, status_from)] is today's
  status_from date[] NOT NULL DEFAULT '{-infinity}',
  statuses text[] NOT NULL DEFAULT '{not_started}',
  status_override text CHECK (status_override IN ('on_track', 'behind', 'at_risk')),
  status_override_reason text,
  status_override_by uuid,
  status_override_until date,
  import_key text,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (organization_id, id),
  CONSTRAINT objectives_import_key UNIQUE (organization_id, import_key),
  CONSTRAINT objectives_not_own_parent CHECK (parent_id <> id),
  FOREIGN KEY (organization_id, workspace_id, workspace_no) REFERENCES workspaces (organization_id, id, workspace_no),
  FOREIGN KEY (organization_id, owner_id, owner_no) REFERENCES accounts (organization_id, id, account_no),
  FOREIGN KEY (organization_id, period_id) REFERENCES periods (organization_id, id),
  FOREIGN KEY (organization_id, parent_id) REFERENCES objectives (organization_id, id) ON DELETE SET NULL (parent_id)
);
CREATE INDEX objectives_list ON objectives (organization_id, period_id, workspace_no, position, id) WHERE archived_at IS NULL;
CREATE INDEX objectives_of_owner ON objectives (organization_id, owner_id, period_id);
CREATE INDEX objectives_of_parent ON objectives (organization_id, parent_id);

-- Secondary parents; the primary one is objectives.parent_id.
CREATE TABLE objective_parents (
  organization_id uuid NOT NULL,
  objective_id uuid NOT NULL,
  parent_id uuid NOT NULL,
  contributes boolean NOT NULL DEFAULT false,
  PRIMARY KEY (organization_id, objective_id, parent_id),
  CONSTRAINT objective_parents_not_self CHECK (objective_id <> parent_id),
  FOREIGN KEY (organization_id, objective_id) REFERENCES objectives (organization_id, id) ON DELETE CASCADE,
  FOREIGN KEY (organization_id, parent_id) REFERENCES objectives (organization_id, id) ON DELETE CASCADE
);
CREATE INDEX objective_parents_of_parent ON objective_parents (organization_id, parent_id);

CREATE TABLE objective_stages (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT app.uuid7(),
  objective_id uuid NOT NULL,
  stage text NOT NULL,
  reason text,
  account_id uuid,
  at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (organization_id, id),
  FOREIGN KEY (organization_id, objective_id) REFERENCES objectives (organization_id, id) ON DELETE CASCADE
);
CREATE INDEX objective_stages_of_objective ON objective_stages (organization_id, objective_id, at);

CREATE TABLE object_roles (
  organization_id uuid NOT NULL,
  objective_id uuid NOT NULL,
  account_id uuid NOT NULL,
  role text NOT NULL CHECK (role IN ('contributor', 'reviewer', 'viewer', 'key_result_owner')),
  PRIMARY KEY (organization_id, account_id, objective_id, role),
  FOREIGN KEY (organization_id, objective_id) REFERENCES objectives (organization_id, id) ON DELETE CASCADE,
  FOREIGN KEY (organization_id, account_id) REFERENCES accounts (organization_id, id)
);
CREATE INDEX object_roles_of_objective ON object_roles (organization_id, objective_id);

CREATE TABLE key_results (
  organization_id uuid NOT NULL,
  id uuid NOT NULL,
  objective_id uuid NOT NULL,
  title text NOT NULL CONSTRAINT key_results_title_length CHECK (length(title) BETWEEN 1 AND 300),
  description text NOT NULL DEFAULT '' CONSTRAINT key_results_description_length CHECK (length(description) <= 10000),
  kind text NOT NULL CHECK (kind IN ('percentage', 'absolute', 'binary', 'scale', 'at_least', 'at_most', 'band', 'milestones')),
  unit text NOT NULL DEFAULT '' CONSTRAINT key_results_unit_length CHECK (length(unit) <= 30),
  baseline numeric,
  target numeric,
  stretch numeric,
  band_low numeric,
  band_high numeric,
  tolerance numeric CHECK (tolerance > 0),
  red_line numeric,
  curve text NOT NULL DEFAULT 'linear' CHECK (curve IN ('linear', 'back_loaded', 'stepped')),
  weight numeric NOT NULL DEFAULT 1 CONSTRAINT key_results_weight CHECK (weight >= 0 AND weight <= 1000000),
  priority smallint CHECK (priority BETWEEN 0 AND 9),
  position double precision NOT NULL DEFAULT 0,
  owner_id uuid NOT NULL,
  owner_no integer NOT NULL,
  rhythm text CHECK (rhythm IN ('weekly', 'biweekly', 'monthly')),
  -- the newest reading by effective date, then by recorded time
  value numeric,
  value_on date,
  confidence smallint CHECK (confidence BETWEEN 0 AND 100),
  -- what the maths found at the last change
  progress double precision,
  started boolean NOT NULL DEFAULT false,
  due_on date,
  -- status by day, as of objectives
  status_from date[] NOT NULL DEFAULT '{-infinity}',
  statuses text[] NOT NULL DEFAULT '{not_started}',
  status_override text CHECK (status_override IN ('on_track', 'behind', 'at_risk')),
  status_override_reason text,
  status_override_by uuid,
  status_override_until date,
  archived_at timestamptz,
  import_key text,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (organization_id, id),
  CONSTRAINT key_results_import_key UNIQUE (organization_id, import_key),
  FOREIGN KEY (organization_id, objective_id) REFERENCES objectives (organization_id, id) ON DELETE CASCADE,
  FOREIGN KEY (organization_id, owner_id, owner_no) REFERENCES accounts (organization_id, id, account_no),
  CONSTRAINT key_results_linear CHECK (kind NOT IN ('percentage', 'absolute') OR target IS NOT NULL),
  CONSTRAINT key_results_threshold CHECK (kind NOT IN ('at_least', 'at_most') OR target IS NOT NULL),
  CONSTRAINT key_results_band CHECK (kind <> 'band' OR (band_low IS NOT NULL AND band_high IS NOT NULL AND tolerance IS NOT NULL AND band_low <= band_high))
);
CREATE INDEX key_results_of_objective ON key_results (organization_id, objective_id, position, id);
CREATE INDEX key_results_of_owner ON key_results (organization_id, owner_id, due_on) WHERE archived_at IS NULL;

CREATE TABLE milestones (
  organization_id uuid NOT NULL,
  id uuid NOT NULL,
  key_result_id uuid NOT NULL,
  title text NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
  weight numeric NOT NULL DEFAULT 1 CHECK (weight >= 0),
  position integer NOT NULL,
  due_on date,
  done_on date,
  PRIMARY KEY (organization_id, id),
  FOREIGN KEY (organization_id, key_result_id) REFERENCES key_results (organization_id, id) ON DELETE CASCADE
);
CREATE INDEX milestones_of_key_result ON milestones (organization_id, key_result_id, position);

-- Levels of a scale, worst first; a reading of such a key result is the position, 1-based.
CREATE TABLE scale_levels (
  organization_id uuid NOT NULL,
  key_result_id uuid NOT NULL,
  position integer NOT NULL CHECK (position >= 1),
  label text NOT NULL CHECK (length(label) BETWEEN 1 AND 100),
  progress numeric NOT NULL CHECK (progress BETWEEN 0 AND 1),
  PRIMARY KEY (organization_id, key_result_id, position),
  FOREIGN KEY (organization_id, key_result_id) REFERENCES key_results (organization_id, id) ON DELETE CASCADE
);

-- Checkpoints between baseline and target: at this value the progress is this.
CREATE TABLE checkpoints (
  organization_id uuid NOT NULL,
  key_result_id uuid NOT NULL,
  value numeric NOT NULL,
  progress numeric NOT NULL CHECK (progress BETWEEN 0 AND 1),
  PRIMARY KEY (organization_id, key_result_id, value),
  FOREIGN KEY (organization_id, key_result_id) REFERENCES key_results (organization_id, id) ON DELETE CASCADE
);

-- Planned progress of a stepped curve: from this day on this much is expected.
CREATE TABLE expected_steps (
  organization_id uuid NOT NULL,
  key_result_id uuid NOT NULL,
  from_on date NOT NULL,
  progress numeric NOT NULL CHECK (progress BETWEEN 0 AND 1),
  PRIMARY KEY (organization_id, key_result_id, from_on),
  FOREIGN KEY (organization_id, key_result_id) REFERENCES key_results (organization_id, id) ON DELETE CASCADE
);

-- Append-only: every value a key result ever had, with the day it holds for and the moment it was written.
CREATE TABLE readings (
  organization_id uuid NOT NULL,
  id uuid NOT NULL,
  key_result_id uuid NOT NULL,
  value numeric NOT NULL,
  source text NOT NULL CHECK (source IN ('inline', 'check_in', 'import', 'connector', 'correction')),
  effective_on date NOT NULL,
  recorded_at timestamptz NOT NULL DEFAULT now(),
  account_id uuid,
  reason text,
  import_id uuid,
  PRIMARY KEY (organization_id, id),
  FOREIGN KEY (organization_id, key_result_id) REFERENCES key_results (organization_id, id) ON DELETE CASCADE
);
CREATE INDEX readings_newest ON readings (organization_id, key_result_id, effective_on DESC, recorded_at DESC);

-- Scores that came with imported data, kept as they came.
CREATE TABLE recorded_scores (
  organization_id uuid NOT NULL,
  key_result_id uuid NOT NULL,
  moment text NOT NULL CHECK (moment IN ('middle', 'final')),
  score numeric NOT NULL CHECK (score BETWEEN 0 AND 1),
  scored_on date NOT NULL,
  PRIMARY KEY (organization_id, key_result_id, moment),
  FOREIGN KEY (organization_id, key_result_id) REFERENCES key_results (organization_id, id) ON DELETE CASCADE
);

-- Changes of target, baseline or weight after activation: never edited, always shown.
CREATE TABLE target_ledger (
  organization_id uuid NOT NULL,
  id uuid NOT NULL,
  key_result_id uuid NOT NULL,
  field text NOT NULL CHECK (field IN ('target', 'baseline', 'weight')),
  old numeric,
  new numeric,
  reason text NOT NULL CONSTRAINT target_ledger_reason CHECK (length(reason) BETWEEN 1 AND 1000),
  account_id uuid NOT NULL,
  at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (organization_id, id),
  FOREIGN KEY (organization_id, key_result_id) REFERENCES key_results (organization_id, id) ON DELETE CASCADE
);
CREATE INDEX target_ledger_of_key_result ON target_ledger (organization_id, key_result_id, at);

CREATE TABLE check_ins (
  organization_id uuid NOT NULL,
  id uuid NOT NULL,
  key_result_id uuid NOT NULL,
  account_id uuid NOT NULL,
  value numeric,
  previous_value numeric,
  confidence smallint CHECK (confidence BETWEEN 0 AND 100),
  comment text NOT NULL DEFAULT '' CONSTRAINT check_ins_comment_length CHECK (length(comment) <= 2000),
  effective_on date NOT NULL,
  recorded_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (organization_id, id),
  FOREIGN KEY (organization_id, key_result_id) REFERENCES key_results (organization_id, id) ON DELETE CASCADE,
  FOREIGN KEY (organization_id, account_id) REFERENCES accounts (organization_id, id)
);
CREATE INDEX check_ins_of_key_result ON check_ins (organization_id, key_result_id, effective_on DESC, recorded_at DESC);

CREATE TABLE comments (
  organization_id uuid NOT NULL,
  id uuid NOT NULL,
  objective_id uuid NOT NULL,
  author_id uuid NOT NULL,
  body text NOT NULL CONSTRAINT comments_body_length CHECK (length(body) BETWEEN 1 AND 5000),
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT now(),
  edited_at timestamptz,
  deleted_at timestamptz,
  PRIMARY KEY (organization_id, id),
  FOREIGN KEY (organization_id, objective_id) REFERENCES objectives (organization_id, id) ON DELETE CASCADE,
  FOREIGN KEY (organization_id, author_id) REFERENCES accounts (organization_id, id)
);
CREATE INDEX comments_of_objective ON comments (organization_id, objective_id, id);

CREATE TABLE imports (
  organization_id uuid NOT NULL REFERENCES organizations (id),
  id uuid NOT NULL,
  account_id uuid NOT NULL,
  period_id uuid NOT NULL,
  file_name text NOT NULL CHECK (length(file_name) <= 255),
  file_size bigint NOT NULL,
  state text NOT NULL DEFAULT 'uploaded' CHECK (state IN ('uploaded', 'queued', 'running', 'done', 'failed')),
  mapping jsonb NOT NULL DEFAULT '{}',
  dry_run boolean NOT NULL DEFAULT true,
  skip_bad_rows boolean NOT NULL DEFAULT false,
  rows_done integer NOT NULL DEFAULT 0,
  rows_total integer NOT NULL DEFAULT 0,
  report jsonb,
  failure text,
  created_at timestamptz NOT NULL DEFAULT now(),
  finished_at timestamptz,
  PRIMARY KEY (organization_id, id),
  FOREIGN KEY (organization_id, account_id) REFERENCES accounts (organization_id, id),
  FOREIGN KEY (organization_id, period_id) REFERENCES periods (organization_id, id)
);
CREATE INDEX imports_newest ON imports (organization_id, created_at DESC);

CREATE TABLE import_files (
  organization_id uuid NOT NULL,
  import_id uuid NOT NULL,
  content bytea NOT NULL,
  PRIMARY KEY (organization_id, import_id),
  FOREIGN KEY (organization_id, import_id) REFERENCES imports (organization_id, id) ON DELETE CASCADE
);

-- No loops among parents, primary or secondary, whoever can see them. One lock per organization: two moves at once could close one.
CREATE FUNCTION app.refuse_objective_cycle() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
  child uuid;
BEGIN
  IF NEW.parent_id IS NULL THEN RETURN NEW; END IF;
  IF TG_TABLE_NAME = 'objectives' THEN
    child := NEW.id;
    IF TG_OP = 'UPDATE' AND NEW.parent_id IS NOT DISTINCT FROM OLD.parent_id THEN RETURN NEW; END IF;
  ELSE
    child := NEW.objective_id;
  END IF;
  PERFORM pg_advisory_xact_lock(hashtextextended('objectives ' || NEW.organization_id, 0));
  IF EXISTS (
    WITH RECURSIVE up(id) AS (
      SELECT NEW.parent_id
      UNION
      SELECT p.id FROM up, LATERAL (
        SELECT o.parent_id AS id FROM objectives o WHERE o.organization_id = NEW.organization_id AND o.id = up.id AND o.parent_id IS NOT NULL
        UNION ALL
        SELECT s.parent_id FROM objective_parents s WHERE s.organization_id = NEW.organization_id AND s.objective_id = up.id) p
    ) SELECT 1 FROM up WHERE id = child) THEN
    RAISE EXCEPTION 'an objective cannot stand below itself' USING ERRCODE = 'check_violation', CONSTRAINT = 'objectives_no_cycle', TABLE = 'objectives';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER objectives_no_cycle BEFORE INSERT OR UPDATE OF parent_id ON objectives FOR EACH ROW EXECUTE FUNCTION app.refuse_objective_cycle();
CREATE TRIGGER objective_parents_no_cycle BEFORE INSERT OR UPDATE ON objective_parents FOR EACH ROW EXECUTE FUNCTION app.refuse_objective_cycle();

-- Whoever owns a key result may see its objective: kept as an object role, so that one policy covers it.
CREATE FUNCTION app.keep_key_result_owner() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  IF TG_OP IN ('UPDATE', 'DELETE') THEN
    DELETE FROM object_roles r WHERE r.organization_id = OLD.organization_id AND r.account_id = OLD.owner_id
      AND r.objective_id = OLD.objective_id AND r.role = 'key_result_owner'
      AND NOT EXISTS (SELECT 1 FROM key_results k WHERE k.organization_id = OLD.organization_id
                      AND k.objective_id = OLD.objective_id AND k.owner_id = OLD.owner_id AND k.archived_at IS NULL);
  END IF;
  IF TG_OP IN ('INSERT', 'UPDATE') AND NEW.archived_at IS NULL THEN
    INSERT INTO object_roles VALUES (NEW.organization_id, NEW.objective_id, NEW.owner_id, 'key_result_owner') ON CONFLICT DO NOTHING;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER key_results_owner AFTER INSERT OR DELETE OR UPDATE OF owner_id, objective_id, archived_at ON key_results
  FOR EACH ROW EXECUTE FUNCTION app.keep_key_result_owner();

CREATE TRIGGER readings_append_only BEFORE UPDATE OR DELETE ON readings FOR EACH ROW EXECUTE FUNCTION app.refuse_change();
CREATE TRIGGER target_ledger_append_only BEFORE UPDATE OR DELETE ON target_ledger FOR EACH ROW EXECUTE FUNCTION app.refuse_change();
