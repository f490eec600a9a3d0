-- Whether a file wins over what people have changed since it was exported; chosen for each import after its check.
ALTER TABLE imports ADD COLUMN overwrite boolean NOT NULL DEFAULT false;
