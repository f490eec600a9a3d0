-- Organizations, logins and accounts. A login is the credentials of a person; an account is that person in one organization.
CREATE TABLE organizations (
  id uuid PRIMARY KEY,
  slug text NOT NULL CONSTRAINT organizations_slug_key UNIQUE CHECK (slug ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  state text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'inactive', 'suspended', 'archived')),
  locale text NOT NULL DEFAULT 'en' CHECK (locale IN ('en', 'ru')),
  time_zone text NOT NULL DEFAULT 'UTC',
  approval_required boolean NOT NULL DEFAULT true,
  check_in_rhythm text NOT NULL DEFAULT 'weekly' CHECK (check_in_rhythm IN ('weekly', 'biweekly', 'monthly')),
  check_in_weekday smallint NOT NULL DEFAULT 5 CHECK (check_in_weekday BETWEEN 1 AND 7),
  behind_gap double precision NOT NULL DEFAULT 0.10 CHECK (behind_gap >= 0),
  at_risk_gap double precision NOT NULL DEFAULT 0.25,
  grace_days smallint NOT NULL DEFAULT 3 CHECK (grace_days BETWEEN 0 AND 60),
  next_account_no integer NOT NULL DEFAULT 0,
  next_workspace_no integer NOT NULL DEFAULT 0,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT now(),
  CHECK (at_risk_gap >= behind_gap)
);

CREATE TABLE organization_states (
  organization_id uuid NOT NULL REFERENCES organizations (id),
  id uuid NOT NULL DEFAULT app.uuid7(),
  state text NOT NULL,
  reason text,
  account_id uuid,
  from_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (organization_id, id)
);

CREATE TABLE logins (
  id uuid PRIMARY KEY,
  email text NOT NULL CHECK (length(email) BETWEEN 3 AND 254),
  email_norm text NOT NULL GENERATED ALWAYS AS (lower(email)) STORED CONSTRAINT logins_email_key UNIQUE,
  password_hash text,
  is_operator boolean NOT NULL DEFAULT false,
  created_at timestamptz NOT NULL DEFAULT now(),
  password_changed_at timestamptz
);

CREATE TABLE accounts (
  organization_id uuid NOT NULL REFERENCES organizations (id),
  id uuid NOT NULL,
  account_no integer NOT NULL,
  login_id uuid REFERENCES logins (id),
  email text CHECK (length(email) BETWEEN 3 AND 254),
  email_norm text GENERATED ALWAYS AS (lower(email)) STORED,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  state text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'inactive', 'suspended', 'archived')),
  role text NOT NULL DEFAULT 'member' CHECK (role IN ('owner', 'admin', 'member')),
  is_auditor boolean NOT NULL DEFAULT false,
  is_hr boolean NOT NULL DEFAULT false,
  locale text CHECK (locale IN ('en', 'ru')),
  time_zone text,
  theme text NOT NULL DEFAULT 'system' CHECK (theme IN ('system', 'light', 'dark')),
  period_id uuid,
  import_key text,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (organization_id, id),
  CONSTRAINT accounts_email_key UNIQUE (organization_id, email_norm),
  CONSTRAINT accounts_login_key UNIQUE (organization_id, login_id),
  CONSTRAINT accounts_import_key UNIQUE (organization_id, import_key),
  UNIQUE (organization_id, account_no),
  UNIQUE (organization_id, id, account_no)
);
CREATE UNIQUE INDEX accounts_one_owner ON accounts (organization_id) WHERE role = 'owner';
CREATE INDEX accounts_of_login ON accounts (login_id);
CREATE INDEX accounts_by_name ON accounts (organization_id, name, id);

CREATE TABLE account_states (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT app.uuid7(),
  account_id uuid NOT NULL,
  state text NOT NULL,
  reason text,
  changed_by uuid,
  from_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (organization_id, id),
  FOREIGN KEY (organization_id, account_id) REFERENCES accounts (organization_id, id)
);

-- Sessions kept in PostgreSQL when no Redis is configured: opaque records, read by their unguessable id.
CREATE TABLE sessions (
  id text PRIMARY KEY,
  record bytea NOT NULL,
  expires_at timestamptz NOT NULL
);
CREATE INDEX sessions_expiring ON sessions (expires_at);

-- Index account -> sessions: lists devices and ends sessions at once, whatever store holds the records.
CREATE TABLE account_sessions (
  organization_id uuid NOT NULL,
  id uuid NOT NULL,
  account_id uuid NOT NULL,
  ip text,
  user_agent text,
  created_at timestamptz NOT NULL DEFAULT now(),
  last_seen_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  ended_at timestamptz,
  PRIMARY KEY (organization_id, id),
  FOREIGN KEY (organization_id, account_id) REFERENCES accounts (organization_id, id)
);
CREATE INDEX account_sessions_of_account ON account_sessions (organization_id, account_id, created_at DESC);

-- Failed sign-ins per address and e-mail; the key is a hash, so the table names nobody.
CREATE TABLE sign_in_attempts (
  key bytea PRIMARY KEY,
  failures integer NOT NULL,
  last_at timestamptz NOT NULL,
  blocked_until timestamptz
);

-- Refusals and sign-ins. An event before an organization is known has none.
CREATE TABLE security_log (
  id uuid PRIMARY KEY DEFAULT app.uuid7(),
  at timestamptz NOT NULL DEFAULT now(),
  organization_id uuid,
  account_id uuid,
  login_id uuid,
  event text NOT NULL,
  ip text,
  request_id text,
  detail jsonb NOT NULL DEFAULT '{}'
);
CREATE INDEX security_log_of_organization ON security_log (organization_id, at DESC);

-- Dense, immutable numbers per organization: bit positions of a later access bitmap.
CREATE FUNCTION app.assign_account_no() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  UPDATE organizations SET next_account_no = next_account_no + 1 WHERE id = NEW.organization_id
    RETURNING next_account_no - 1 INTO NEW.account_no;
  RETURN NEW;
END $$;
CREATE TRIGGER accounts_number BEFORE INSERT ON accounts FOR EACH ROW EXECUTE FUNCTION app.assign_account_no();
