-- The policy for changes of identities asks for the right to the whole table, as that of every other table does.
GRANT UPDATE ON identities TO okrio_app;
