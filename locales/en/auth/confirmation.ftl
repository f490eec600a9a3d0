confirmation-title = Prove that it is you
confirmation-lead = What comes next is worth protecting, and you last proved who you are more than ten minutes ago.
confirmation-submit = Continue
confirmation-wrong = This is not your password. Try again.
confirmation-by-password = Use the password instead
confirmation-by-code = Use a code of the authenticator app instead
confirmation-impossible = Sign out and in again: right after signing in, nobody is asked.
