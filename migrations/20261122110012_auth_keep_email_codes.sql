-- Codes that were sent to sign in by. Only hashes are kept: of the key that the page has, and of key and code together.
CREATE TABLE email_codes (
  id bytea PRIMARY KEY,
  code_hash bytea NOT NULL,
  -- none where nobody has the address: such a code was sent to nobody and fits nothing
  login_id uuid REFERENCES logins (id) ON DELETE CASCADE,
  tries smallint NOT NULL DEFAULT 0,
  expires_at timestamptz NOT NULL
);
CREATE INDEX email_codes_expiring ON email_codes (expires_at);
GRANT SELECT, INSERT, UPDATE, DELETE ON email_codes TO okrio_app, okrio_security;
GRANT SELECT, DELETE ON email_codes TO okrio_worker;
