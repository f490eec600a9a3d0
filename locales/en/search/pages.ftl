search-title = Search
search-title-for = Search: { $typed }
search-go = Search
search-people = People
search-objectives = Objectives
search-key-results = Key results
search-workspaces = Teams
search-comments = Comments
search-actions = Actions
search-pages = Pages
search-here = On this page
search-check-in = Check in
search-export = Export objectives to Excel
search-found = { $n ->
    [one] { $n } found
   *[other] { $n } found
}
search-nothing = Nothing found
search-nothing-why = Nothing you can see has these words. Try fewer of them, or a word in another form.
search-no-words = Type a word: part of a title, a name, a page.
search-hint = ↑ and ↓ walk, Enter opens, Esc closes.
