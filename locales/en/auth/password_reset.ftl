link-dead = This link does not work any more: it has been used, or its time is over. Ask for a new one.
reset-forgotten = Forgot your password?
reset-title = New password
reset-lead = We will send you a link with which you choose a new password.
reset-mail-off = Ask the administrators of your organization.
reset-submit = Send the link
reset-back = Back to sign-in
reset-asked-title = Look at your mail
reset-asked = If there is a login with the address { $email }, a link is on its way to it. It is good for one hour.
reset-asked-nothing = Nothing came? Look in the spam folder, and check how the address is written.
reset-new-title = Choose a new password
reset-new-lead = For { $email }. You will be signed out everywhere, and sign in with the new password.
reset-new-submit = Save the password
reset-done = The new password is saved. Sign in with it.
reset-not-for = The administrators of the organization send such links.
reset-letter-subject = A new password for OKRio
reset-letter-asked = Somebody, probably you, has asked for a new password for OKRio. Choose it here:
reset-letter-sent = { $name } ({ $organization }) sends you a link with which you choose a new password for OKRio:
reset-letter-link = Choose a new password
reset-letter-hours = { $n ->
    [one] The link works once, within { $n } hour.
   *[other] The link works once, within { $n } hours.
}
reset-letter-not-you = If it was not you, you need not do anything: your password stays as it is.
reset-letter-changed-subject = Your password for OKRio was changed
reset-letter-changed = The password of your login to OKRio has just been changed, and all devices have been signed out. If it was not you, choose a new one at once and tell your administrators:
reset-letter-changed-link = Choose a new password
reset-sent = A link with which they choose a new password is on its way.
reset-send = Send a link for a new password
