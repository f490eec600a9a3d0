failure-heading-invalid = Check what you entered
failure-heading-unauthenticated = Please sign in
failure-heading-forbidden = You may not do this
failure-heading-not-found = Nothing here
failure-heading-conflict = Changed meanwhile
failure-heading-gone = No longer there
failure-heading-too-large = Too large
failure-heading-too-many = Too many tries
failure-heading-unavailable = Back in a moment
failure-heading-internal = Something went wrong
failure-invalid = Some fields need another look.
failure-unauthenticated = Your session has ended. Sign in in a new tab, then send this again: what you typed is kept.
failure-forbidden = You can see this, but changing it is up to its owner or a manager.
failure-not-found = This page does not exist, or it is not visible to you.
failure-stale = Someone changed this while you were editing. Look at both versions and save again.
failure-gone = This is no longer available.
failure-too-large = This is larger than the limit of { $limit }.
failure-too-many = Please wait { $seconds ->
    [one] { $seconds } second
   *[other] { $seconds } seconds
} and try again.
failure-unavailable = A part of the system is away for a moment. Nothing you saved is lost. Please try again shortly.
failure-internal = The fault is on our side and has been recorded. If it happens again, tell your administrator this reference: { $id }
failure-method = This address does not accept that kind of request.
failure-cross-site = This form came from another site and was refused.
failure-home = Go to My work
failure-title-prefix = Error: { $title }
field-required = Fill this in.
field-too-long = This is too long: at most { $max ->
    [one] { $max } character
   *[other] { $max } characters
}.
field-out-of-range = This is out of range.
field-not-number = This is not a number. Example: { $example }.
field-not-email = This is not an e-mail address. Example: anna@example.com.
field-not-date = This is not a date. Example: 2026-11-21.
field-unknown-choice = Choose one of the offered values.
field-control-characters = This contains characters that cannot be kept.
objective-parent-loop = This would make a loop of objectives.
account-email-taken = Someone in this organization already has this e-mail.
failure-once-other = This form was sent before with other content. Open it again.
failure-once-running = This was sent a moment ago and is still being worked on. Look again shortly.
failure-once-done = This was saved already. Open the page again to see it.
form-problems = { $n ->
    [one] There is { $n } problem
   *[other] There are { $n } problems
}
