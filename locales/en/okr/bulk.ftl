bulk-select = Select
bulk-select-of = Select “{ $title }”
bulk-all = Select all on this page
bulk-choose = Select objectives, then choose what to do
bulk-selected = { "{n}" } selected
bulk-leave = Done
bulk-archive = Archive
bulk-restore = Restore
bulk-archive-done = { $n ->
    [0] Nothing is archived
    [one] { $n } objective is archived
   *[other] { $n } objectives are archived
}
bulk-restore-done = { $n ->
    [0] Nothing is restored
    [one] { $n } objective is restored
   *[other] { $n } objectives are restored
}
bulk-back = Back to the list
bulk-refused = { $n ->
    [one] { $n } objective stays as it was
   *[other] { $n } objectives stay as they were
}
bulk-missing = { $n ->
    [one] { $n } of the selected objectives is not there.
   *[other] { $n } of the selected objectives are not there.
}
bulk-stale = Was changed meanwhile. Look at it and select it again.
bulk-already = Nothing to do here.
bulk-none = Select at least one objective first.
bulk-too-many = { $n } objectives are too many at once. Select at most { $max }.
undo-done-partly = { $n ->
    [one] Undone, but for { $n } objective that was changed meanwhile
   *[other] Undone, but for { $n } objectives that were changed meanwhile
}
