invitations-title = Invitations
invitations-lead = Whoever opens the link of the letter joins the organization. A link works once.
invitations-not-for = The administrators of the organization send invitations, and HR invites members. Only the owner invites auditors and administrators.
invitations-mail-off = Invitations can be sent once it is on.
invitations-emails = E-mail addresses
invitations-emails-hint = One or many, up to a hundred: one on a line, or with commas between.
invitations-role = As
invitations-role-member = Member
invitations-role-hr = HR
invitations-role-auditor = Auditor
invitations-role-admin = Administrator
invitations-role-owner = Owner
invitations-days = The link lasts
invitations-for-days = { $n ->
    [one] { $n } day
   *[other] { $n } days
}
invitations-submit = Invite
invitations-open = Open invitations
invitations-none = Nobody is invited at the moment.
invitations-when = sent { $when }
invitations-until = until { $when }
invitations-over = its time is over
invitations-letter-waiting = the letter is on its way
invitations-letter-failed = the letter could not be delivered
invitations-send-again = Send again
invitations-withdraw = Withdraw the invitation of { $email }
invitations-sent = { $n ->
    [one] { $n } invitation is on its way.
   *[other] { $n } invitations are on their way.
}
invitations-known = { $n ->
    [one] { $n } person is here or invited already.
   *[other] { $n } people are here or invited already.
}
invitations-all-known = All of them are here or invited already.
invitations-no-address = “{ $text }” is not an e-mail address.
invitations-too-many = At most { $max } addresses at once.
invitations-sent-again = Another link is on its way to { $email }. The one before does not work any more.
invitations-withdrawn = The invitation of { $email } is withdrawn.
invitation-letter-subject = Invitation to { $organization } in OKRio
invitation-letter-from = { $name } invites you to { $organization } in OKRio.
invitation-letter = You are invited to { $organization } in OKRio.
invitation-letter-about = OKRio is where its goals are, with the numbers and the reasons behind them.
invitation-letter-link = Accept the invitation
invitation-letter-until = The link works once, until { $day }.
invitation-letter-not-you = If you do not know them, you need not do anything.
