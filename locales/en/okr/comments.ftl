crumbs = Breadcrumb
comments-heading = Comments
comments-title = Comments: { $objective }
comments-count = { $n ->
    [one] comment
   *[other] comments
}
comments-earlier = Earlier comments
comments-none = No comments yet.
comment-write = Write a comment
comment-placeholder = Write a comment. @ and a full name mention a colleague.
comment-submit = Comment
comment-text = Comment
comment-save = Save
comment-cancel = Cancel
comment-edited = edited
comment-edit-label = Edit comment of { $when }
comment-remove-label = Remove comment of { $name }, { $when }
comment-added = Comment added
comment-saved = Comment saved
comment-removed = Comment removed
comment-restored = Comment restored
comment-problem = The comment was not saved
comment-empty = Write something first.
comment-forbidden = Only the author may change a comment; reading does not always include commenting.
comment-gone = This comment has been removed.
comment-conflict = You changed this comment elsewhere ({ $when }).
comment-conflict-choose = Choose one text; nothing you typed is lost.
conflict-kept = Saved now
conflict-yours = Yours
conflict-discard = Discard mine
