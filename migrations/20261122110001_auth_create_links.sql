-- One-time links that are sent by mail. What is kept of a link is a hash of its secret; one to nobody has no login and no address.
CREATE TABLE links (
  hash bytea PRIMARY KEY CHECK (length(hash) = 32),
  purpose text NOT NULL CHECK (purpose IN ('password', 'operator', 'registration')),
  login_id uuid REFERENCES logins (id) ON DELETE CASCADE,
  email text CHECK (length(email) BETWEEN 3 AND 254),
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  used_at timestamptz
);
CREATE INDEX links_of_login ON links (login_id);
GRANT SELECT, INSERT, UPDATE ON links TO okrio_app;
GRANT SELECT, DELETE ON links TO okrio_worker;
