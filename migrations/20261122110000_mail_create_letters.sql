-- Letters that wait to be sent, and for a month those that were. Whoever writes one cannot read it again, nor any other: a letter may hold a
-- key to somebody's door. What stood in it goes when it is sent.
CREATE TABLE letters (
  id uuid PRIMARY KEY,
  kind text NOT NULL CHECK (length(kind) BETWEEN 1 AND 40),
  recipient text NOT NULL CHECK (length(recipient) BETWEEN 3 AND 254),
  locale text NOT NULL CHECK (locale IN ('en', 'ru')),
  subject text NOT NULL CHECK (length(subject) <= 200),
  text text NOT NULL,
  html text NOT NULL,
  created_at timestamptz NOT NULL,
  -- when it is tried next
  next_at timestamptz NOT NULL,
  attempts smallint NOT NULL DEFAULT 0,
  sent_at timestamptz,
  -- given up
  failed_at timestamptz,
  -- of the last try
  error text
);
CREATE INDEX letters_due ON letters (next_at, id) WHERE sent_at IS NULL AND failed_at IS NULL;
GRANT INSERT ON letters TO okrio_app;
GRANT SELECT, UPDATE, DELETE ON letters TO okrio_worker;
GRANT SELECT ON letters TO okrio_security;

-- How many letters somebody has caused within a time; the key is a hash, so the table names nobody.
CREATE TABLE mail_quotas (
  key bytea PRIMARY KEY,
  began_at timestamptz NOT NULL,
  used integer NOT NULL
);
GRANT SELECT, INSERT, UPDATE ON mail_quotas TO okrio_app;
GRANT SELECT, DELETE ON mail_quotas TO okrio_worker;

SET LOCAL check_function_bodies = off;

-- What became of a letter: waiting, sent or failed; nothing once it is forgotten.
CREATE FUNCTION app.letter_state(letter uuid) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS
$$ SELECT CASE WHEN sent_at IS NOT NULL THEN 'sent' WHEN failed_at IS NOT NULL THEN 'failed' ELSE 'waiting' END FROM letters WHERE id = letter $$;
ALTER FUNCTION app.letter_state OWNER TO okrio_security;
REVOKE ALL ON FUNCTION app.letter_state FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.letter_state TO okrio_app;
