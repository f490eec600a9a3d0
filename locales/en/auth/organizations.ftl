organizations-title = Organizations
organizations-lead = Choose where to go. You work in one organization at a time.
organizations-here = you are here
organizations-enter = Open
