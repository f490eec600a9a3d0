-- Bodies are planned when they are created, which `row_security = off` refuses for tables that exist; they are checked when first called.
SET LOCAL check_function_bodies = off;

-- Letters that wait or were given up, in exchange for a living session of an operator; never what stands in them.
CREATE FUNCTION app.letters_for_operator(session uuid, at timestamptz)
RETURNS TABLE (id uuid, kind text, recipient text, subject text, created_at timestamptz, next_at timestamptz, attempts smallint, is_given_up boolean, error text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT l.id, l.kind, l.recipient, l.subject, l.created_at, l.next_at, l.attempts, l.failed_at IS NOT NULL, l.error
  FROM letters l
  WHERE l.sent_at IS NULL AND EXISTS (SELECT 1 FROM operator_sessions s JOIN logins o ON o.id = s.login_id AND o.is_operator
                                      WHERE s.id = session AND s.ended_at IS NULL AND s.expires_at > at)
  ORDER BY l.failed_at IS NULL, l.created_at DESC, l.id DESC LIMIT 200
$$;

-- Tries a letter again that was given up, for the same. False when there is none.
CREATE FUNCTION app.try_letter_again(session uuid, at timestamptz, letter uuid) RETURNS boolean
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  WITH tried AS (
    UPDATE letters l SET failed_at = NULL, attempts = 0, next_at = at
    WHERE l.id = letter AND l.sent_at IS NULL AND l.failed_at IS NOT NULL
      AND EXISTS (SELECT 1 FROM operator_sessions s JOIN logins o ON o.id = s.login_id AND o.is_operator
                  WHERE s.id = session AND s.ended_at IS NULL AND s.expires_at > at)
    RETURNING 1)
  SELECT count(*) = 1 FROM tried
$$;
GRANT UPDATE ON letters TO okrio_security;

DO $$
DECLARE f regprocedure;
BEGIN
  FOREACH f IN ARRAY ARRAY['app.letters_for_operator'::regproc::regprocedure, 'app.try_letter_again'::regproc::regprocedure] LOOP
    EXECUTE format('ALTER FUNCTION %s OWNER TO okrio_security', f);
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', f);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO okrio_app', f);
  END LOOP;
END $$;
