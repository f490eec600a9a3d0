operator-title = Organizations of the platform
operator-entry = As the operator of the platform
operator-count = { $n ->
    [one] { $n } organization
   *[other] { $n } organizations
}
operator-name = Name
operator-slug = Short name
operator-state = State
operator-accounts = Accounts
operator-created = Created
organization-state-active = active
organization-state-inactive = inactive
organization-state-suspended = suspended
organization-state-archived = archived
operator-letter-subject = You operate OKRio
operator-letter = OKRio is set up with this address as that of its operator. Choose a password, and see to the organizations:
operator-tabs = Platform
operator-letters-tab = Mail
operator-letters-title = Mail that has not left
operator-letters-lead = Letters that wait for another try, and those that were given up after ten or refused for good.
operator-letters-none = Everything has been sent.
operator-letters-given-up = given up
operator-letters-tries = { $n ->
    [one] { $n } try
   *[other] { $n } tries
}
operator-letters-again = Try again
operator-letters-tried = The letter is tried again.
