undo-expired = This could be undone for ten minutes; they have passed.
undo-used = This was undone before.
undo-changed = This was changed meanwhile, so it cannot be undone. Open it to see how it is now.
undo-done = Undone
undo-reason = Undone
