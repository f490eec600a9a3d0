registration-offer = New here? Create an organization
registration-title = Create an organization
registration-lead = Begin with your work e-mail: we will send you a link to go on with.
registration-mail-off = Ask the operator of this OKRio.
registration-ask = Send the link
registration-asked = A link is on its way to { $email }. It is good for a day.
registration-form-lead = You will own it, as { $email }.
registration-organization = Name of the organization
registration-zone = Time zone
registration-zone-hint = Days and weeks begin and end in it.
registration-submit = Create the organization
registration-done = The organization is there. Write your first objective, or bring your OKRs from a file.
registration-letter-subject = Create an organization in OKRio
registration-letter = Somebody, probably you, wants to create an organization in OKRio with this address. Go on here:
registration-letter-link = Go on
registration-letter-hours = { $n ->
    [one] The link works once, within { $n } hour.
   *[other] The link works once, within { $n } hours.
}
registration-letter-not-you = If it was not you, you need not do anything.
