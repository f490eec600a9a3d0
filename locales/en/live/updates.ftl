live-show = { $n ->
    [one] { $n } update: show
   *[other] { $n } updates: show
}
live-show-many = More than { $n } updates: show
live-said = { $n ->
    [one] { $n } update on this page
   *[other] { $n } updates on this page
}
live-said-many = More than { $n } updates on this page
live-shown = Up to date
