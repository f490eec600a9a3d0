password-title = Password
password-lead = A new password signs you out everywhere else.
password-current = Current password
password-new = New password
password-hint = At least { $min } characters. A sentence of your own is best: easy to remember, hard to guess.
password-submit = Change password
password-changed = The password has been changed. Other devices have been signed out.
password-current-wrong = This is not your current password.
password-too-short = Too short: at least { $min ->
    [one] { $min } character
   *[other] { $min } characters
}.
password-leaked = This password is among those tried first by whoever guesses. Choose another one.
password-same = This is the password you already have. Choose another one.
