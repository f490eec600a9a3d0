-- The request that has acted on a form, set in the transaction of the change itself: after a crash or a lost connection this
-- tells whether the form may be sent again.
ALTER TABLE once_answers ADD COLUMN acted_in text;
