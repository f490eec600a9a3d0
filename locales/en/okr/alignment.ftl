alignment-title = Alignment
alignment-company = { $n ->
    [one] { $n } company objective
   *[other] { $n } company objectives
}
alignment-aligned = { $n } aligned
alignment-within = { $n ->
    [one] { $n } of them in a shorter period
   *[other] { $n } of them in shorter periods
}
alignment-unaligned = { $n } unaligned
alignment-deepest = deepest level { $n }
alignment-view-tree = Tree
alignment-view-list = Plain list
alignment-open-all = Expand all
alignment-close-all = Collapse all
alignment-region = Alignment tree
alignment-table = Objectives by alignment
alignment-column-children = Children
alignment-open = Expand
alignment-close = Collapse
alignment-heading-company = Company objectives
alignment-heading-hidden = Their parent is not here
alignment-heading-unaligned = Unaligned
alignment-to-link = { $n } to link
alignment-hidden = parent not visible to you, or archived
alignment-also = also supports { $titles }
alignment-shown = { $n ->
    [one] { $n } row shown
   *[other] { $n } rows shown
}
alignment-more = Load more
alignment-pages = More rows
alignment-empty = Nothing to align in { $period } yet
alignment-empty-why = Alignment shows which objectives support which, once there are objectives.
alignment-to-list = All objectives
alignment-lifted = “{ $title }” is picked up. Go to a row with the arrows, then press m to drop it inside, b before or a after that row; Esc puts it back.
alignment-over = On “{ $title }”
alignment-put-back = “{ $title }” stays where it was
alignment-fixed = You cannot move “{ $title }”
