-- The authenticator app of a login, and the codes for the day it is gone. They belong to nobody's organization.
CREATE TABLE login_totp (
  id uuid PRIMARY KEY REFERENCES logins (id) ON DELETE CASCADE,
  secret bytea NOT NULL,
  -- the thirty seconds whose code was taken last: neither it nor an earlier one is taken again
  last_step bigint NOT NULL,
  recovery_salt bytea NOT NULL CHECK (length(recovery_salt) = 16),
  added_at timestamptz NOT NULL
);
CREATE TABLE recovery_codes (
  login_id uuid NOT NULL REFERENCES login_totp (id) ON DELETE CASCADE,
  hash bytea NOT NULL,
  used_at timestamptz,
  PRIMARY KEY (login_id, hash)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON login_totp, recovery_codes TO okrio_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON login_totp, recovery_codes TO okrio_security;
