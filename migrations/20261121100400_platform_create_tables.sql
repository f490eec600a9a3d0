-- What every mutation leaves behind (audit, changes, facts), and what keeps hands safe (undo, once-answers, drafts).

-- Append-only. Holds no personal text: what was changed stands in `changes`, which can be erased. `xid` lets a later sealing
-- take whole transactions in order without skipping a late commit.
CREATE TABLE audit_log (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT app.uuid7(),
  xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
  at timestamptz NOT NULL DEFAULT now(),
  account_id uuid,
  action text NOT NULL,
  subject_kind text NOT NULL,
  subject_id uuid NOT NULL,
  request_id text,
  detail jsonb NOT NULL DEFAULT '{}',
  PRIMARY KEY (organization_id, id)
);
CREATE INDEX audit_log_of_subject ON audit_log (organization_id, subject_id, id);
CREATE INDEX audit_log_unsealed ON audit_log (organization_id, xid);

CREATE TABLE changes (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT app.uuid7(),
  audit_id uuid NOT NULL,
  objective_id uuid NOT NULL,
  subject_kind text NOT NULL CHECK (subject_kind IN ('objective', 'key_result', 'milestone', 'comment', 'check_in')),
  subject_id uuid NOT NULL,
  version integer NOT NULL,
  field text NOT NULL,
  old text,
  new text,
  reason text,
  account_id uuid,
  at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (organization_id, id),
  FOREIGN KEY (organization_id, objective_id) REFERENCES objectives (organization_id, id) ON DELETE CASCADE
);
CREATE INDEX changes_of_objective ON changes (organization_id, objective_id, id DESC);
CREATE INDEX changes_of_subject ON changes (organization_id, subject_id, id DESC);

-- Facts of committed transactions; the relay turns them into jobs and deletes them.
CREATE TABLE outbox (
  seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
  organization_id uuid NOT NULL,
  account_id uuid,
  fact text NOT NULL,
  payload jsonb NOT NULL,
  at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE undo_entries (
  organization_id uuid NOT NULL,
  id uuid NOT NULL,
  account_id uuid NOT NULL,
  act text NOT NULL,
  payload jsonb NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  used_at timestamptz,
  PRIMARY KEY (organization_id, id)
);

-- The answer to a form that was sent once, for whoever sends it again within a day.
CREATE TABLE once_answers (
  organization_id uuid NOT NULL,
  account_id uuid NOT NULL,
  once uuid NOT NULL,
  route text NOT NULL,
  request_hash bytea NOT NULL,
  status smallint,
  headers jsonb NOT NULL DEFAULT '{}',
  body bytea,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (organization_id, account_id, once)
);
CREATE INDEX once_answers_old ON once_answers (created_at);

CREATE TABLE drafts (
  organization_id uuid NOT NULL,
  account_id uuid NOT NULL,
  form text NOT NULL CHECK (length(form) BETWEEN 1 AND 100),
  content jsonb NOT NULL CONSTRAINT drafts_size CHECK (length(content::text) <= 100000),
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (organization_id, account_id, form)
);

CREATE TRIGGER audit_log_append_only BEFORE UPDATE OR DELETE ON audit_log FOR EACH ROW EXECUTE FUNCTION app.refuse_change();
CREATE TRIGGER audit_log_never_emptied BEFORE TRUNCATE ON audit_log FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change();
ALTER TABLE audit_log ENABLE ALWAYS TRIGGER audit_log_append_only;
ALTER TABLE audit_log ENABLE ALWAYS TRIGGER audit_log_never_emptied;
