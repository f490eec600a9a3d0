sign-in-policy-title = Signing in
sign-in-policy-lead = How people of this organization sign in.
sign-in-policy-ways = Accepted ways
sign-in-policy-ways-hint = At least one, among them the way that you signed in by yourself.
way-password-about = Kept here, in OKRio.
way-email-code-about = Six digits to the person’s address, each time.
way-provider-about = Your own directory, such as Microsoft Entra ID.
sign-in-policy-second = Second factor
sign-in-policy-second-all = Ask everybody for a second factor
sign-in-policy-second-hint = A code of an authenticator app, or the provider’s own second factor where it confirms one. Whoever has none sets one up when they next sign in.
sign-in-policy-ends = Saving signs out everybody who came in differently.
sign-in-policy-saved = Saved. Everybody stays signed in.
sign-in-policy-saved-ended = { $n ->
    [one] Saved. { $n } session has ended.
   *[other] Saved. { $n } sessions have ended.
}
sign-in-policy-no-way = Choose at least one way, or nobody could sign in.
sign-in-policy-without-yours = You would lock yourself out: you came in differently. Sign in by one of these ways first, then save.
sign-in-policy-without-second = You would lock yourself out: you came in without a second factor. Set one up under “Security” first, then save.
sign-in-policy-changed = Somebody else has changed these settings meanwhile. This is what holds now.
sign-in-policy-not-for = The owner of the organization and its administrators set how people sign in.
