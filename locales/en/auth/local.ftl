sign-in-title = Sign in
sign-in-heading = Sign in
sign-in-lead = Goals, numbers and the reasons behind them.
sign-in-email = Work e-mail
sign-in-password = Password
sign-in-submit = Sign in
sign-in-wrong = E-mail or password is wrong. Check both and try again.
