-- Which open page a change was made on: it has shown the change already, and other pages of the same person have not.
ALTER TABLE updates ADD COLUMN tab uuid;
