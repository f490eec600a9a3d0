check-in-title = Check-in
check-in-week = Week { $n }, { $first } – { $last }
check-in-due = { $n ->
    [one] { $n } key result due
   *[other] { $n } key results due
}
check-in-this-week = This week
check-in-last-week = Last week
check-in-week-before = The week before
check-in-of = of { $name }
check-in-last = last { $value }, { $day }
check-in-last-word = { $value }, { $day }
check-in-never = no value yet
check-in-was-due = due { $day }
check-in-key-result = Key result
check-in-new-value = New value
check-in-confidence = Confidence
check-in-comment = Comment
check-in-caption = Your key results of this week
check-in-new-value-of = New value of { $title }
check-in-new-value-of-in = New value of { $title }, { $unit }
check-in-done-question = { $title }: done?
check-in-yes = Done
check-in-not-yet = Not yet
check-in-same-level = No change
check-in-milestones-of = Milestones of { $title }: which are done?
check-in-same = No change this time
check-in-confidence-in = Confidence in { $title }
check-in-comment-on = Comment on { $title }
check-in-comment-hint = Comment, if it helps
check-in-comment-why = Needed: why did it drop?
check-in-keys = Enter goes to the next row, Ctrl+Enter saves.
check-in-comment-rule = Rows you leave alone stay as they are. When a status gets worse, say why in a comment.
check-in-comment-needed-soon = Please say why it drops
check-in-comment-needed = The status gets worse. Say in a few words why.
check-in-no-change = no change so far
check-in-updated = { $n } of { $total } updated
check-in-draft-kept = draft kept at
check-in-not-now = Not now
check-in-save = Save check-in
check-in-save-next = Save and next
check-in-saved = Check-in saved: { $n } of { $total } updated
check-in-empty = Nothing to check in on
check-in-empty-why = In this week you own no key results of active objectives. They appear here once a draft becomes active.
check-in-to-objectives = To the objectives
check-in-see-all = All my key results
check-in-nothing-due = Nothing is due.
check-in-nothing-due-why = You can still report news at any time.
check-in-day = Day of the values
check-in-day-hint = The values are kept with this day and with today as the day of entry.
check-in-day-outside-week = Choose a day of this week that has come already.
check-in-day-outside-period = This day is outside the period of the objective, { $first } – { $last }.
check-in-problem = { $title }: { $problem }
check-in-problems = { $n ->
    [one] { $n } problem. Nothing has been saved yet.
   *[other] { $n } problems. Nothing has been saved yet.
}
check-in-nothing-changed = No row has changed. Enter at least one value, confidence or comment.
check-in-clashes = { $n ->
    [one] { $n } key result was changed meanwhile.
   *[other] { $n } key results were changed meanwhile.
}
check-in-clashes-why = Nothing has been saved yet. Choose which value holds and save again; everything else you typed is kept.
check-in-clash = Changed meanwhile.
check-in-clash-by = { $name } changed this meanwhile.
check-in-which-value = Which value of { $title } holds?
check-in-theirs = Theirs
check-in-yours = Yours
