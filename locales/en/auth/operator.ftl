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
