my-work-morning = Good morning, { $name }
my-work-afternoon = Good afternoon, { $name }
my-work-evening = Good evening, { $name }
my-work-date = { $weekday }, { $day }
weekday-1 = Monday
weekday-2 = Tuesday
weekday-3 = Wednesday
weekday-4 = Thursday
weekday-5 = Friday
weekday-6 = Saturday
weekday-7 = Sunday
my-work-week = week { $n } of { $count }
my-work-left = { $n ->
    [0] last day
    [one] { $n } day to go
   *[other] { $n } days to go
}
my-work-check-in = Check in { $n ->
    [one] { $n } key result
   *[other] { $n } key results
}
my-work-now = Do now
my-work-todo-check-in = Check-in: { $n ->
    [one] { $n } key result
   *[other] { $n } key results
}
my-work-todo-minute = All on one screen, about a minute
my-work-todo-go = Check in
my-work-due-today = due today
my-work-days-late = { $n ->
    [one] { $n } day late
   *[other] { $n } days late
}
my-work-nothing = Nothing waits for you. Enjoy the quiet.
my-work-mine = My objectives
my-work-objectives = { $n ->
    [one] { $n } objective
   *[other] { $n } objectives
}
my-work-key-results = { $n ->
    [one] { $n } key result
   *[other] { $n } key results
}
my-work-all-mine = All mine
my-work-draft = draft
my-work-no-period = There is no period yet
my-work-empty = No objectives of yours in { $period } yet
my-work-empty-why = Say what will be true at the end, and add two to four key results that show it.
my-work-empty-why-import = Start with one objective, or bring those that you keep in a spreadsheet.
my-work-new = New objective
my-work-import = Import a spreadsheet
my-work-team = My team
my-work-team-count = { $n } of { $total } checked in
my-work-checked-in = Checked in
my-work-mate-due = { $n } due
my-work-mate-updated = { $n } updated this week
my-work-mate-nothing-due = nothing due
my-work-mate-none = no key results
my-work-mate-last = last { $day }
