-- How single keys answer to an account: whether they are commands, and the keys that somebody gave to actions in place of the standard ones,
-- such as `on new=q undo=`. The application knows the actions.
ALTER TABLE accounts
  DROP CONSTRAINT accounts_keys_check,
  ADD CONSTRAINT accounts_keys_check CHECK (keys ~ '^(on|off)( [a-z-]+=[!-~]{0,2})*$' AND length(keys) <= 1000);
