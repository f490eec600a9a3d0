providers-title = Single sign-on
providers-lead = Sign-in services of your company, such as Microsoft Entra ID. Your people sign in there and come back signed in.
providers-none = No sign-in services yet
providers-none-why = Add one, tell it the addresses that you find there, and connect your own account first.
providers-not-for = The administrators of the organization set its sign-in services.
provider-add-entra = Add Microsoft Entra ID
provider-add-openid = Add OpenID Connect
provider-is-off = off
provider-people = { $n ->
    [one] { $n } person connected
   *[other] { $n } people connected
}
provider-new-title = New sign-in service
provider-lead-entra = An app registration in your Microsoft Entra ID, for accounts of one directory.
provider-lead-openid = Any provider of OpenID Connect: Keycloak, Okta, Google Workspace and others.
provider-tell = Addresses to enter at the service
provider-tell-why = The service leads people and tells of sign-outs to these addresses only.
provider-redirect = Redirect address
provider-front-channel = Front-channel logout
provider-back-channel = Back-channel logout
provider-after-logout = After sign-out
provider-name = Name
provider-name-hint = What people see on the button.
provider-tenant = Directory (tenant) ID
provider-tenant-hint = From the overview page of the app registration. People of other directories are not let in.
provider-tenant-wrong = Write the ID of the directory, such as 9188040d-6c67-4c5b-b112-36a304b66dad, not its domain.
provider-issuer = Issuer
provider-issuer-hint = The address that the service calls itself by, such as https://login.example.com/realms/company.
provider-issuer-wrong = Write an address such as https://login.example.com, without ? and #.
provider-issuer-forbidden = This address cannot be used: it needs https and has to be reachable from the internet, unless the operator allows others.
provider-client = Application (client) ID
provider-secret = Client secret
provider-secret-hint = Stored sealed and never shown again. Leave it empty if the service gave you none.
provider-secret-kept = A secret is stored. Leave this empty to keep it.
provider-secret-ends = The stored secret ends in { $end }. Leave this empty to keep it.
provider-secret-again = The secret was given for another issuer. Enter the one of this issuer.
provider-domains = E-mail domains
provider-domains-hint = Whoever enters an address of these domains at sign-in is shown this service.
provider-domain-wrong = “{ $domain }” is not a domain such as example.com.
provider-groups = Only people in these groups
provider-groups-hint = IDs from the “groups” claim, one on each line. Empty: everybody whom the service lets in and who has an account here.
provider-too-many = At most { $n } are possible.
provider-mfa = Value of acr that means two factors
provider-mfa-hint = Asked for at each sign-in. “mfa” in amr always counts.
provider-active = People can sign in with it
provider-off-ends = { $n ->
    [one] Switching it off ends the sessions of { $n } person that began there.
   *[other] Switching it off ends the sessions of { $n } people that began there.
}
provider-conflict = Somebody saved other settings while you were typing. Save again to replace them with yours.
provider-added = The sign-in service is added
provider-saved = The settings are saved
provider-removed = The sign-in service is removed
provider-remove-title = Remove
provider-remove-what = { $n ->
    [0] Nobody has connected it yet.
    [one] { $n } person will have to sign in another way, and sessions that began there end.
   *[other] { $n } people will have to sign in another way, and sessions that began there end.
}
provider-remove = Remove the service
provider-test = Test connection
provider-test-well = The service answers and can be used. To try the whole way, connect your own account in your profile.
provider-test-down = The service does not answer.
provider-test-address = The service, or an address that it names, cannot be used.
provider-test-issuer = The service calls itself something else than the issuer here; the two must be equal to the last character.
provider-test-none = There is no OpenID Connect service at this address.
provider-test-host = Sign-in at
provider-test-keys = Keys
provider-test-logout = Sign-out there
provider-test-yes = possible
provider-test-no = not offered
