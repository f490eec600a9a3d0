entrance-nowhere = You have proved who you are, but no organization here has an account for you. Ask your administrator for an invitation.
another-way-title = Sign in another way
another-way-lead = { $name } does not accept the way you signed in. It accepts:
another-way-choose = Use
another-way-back = Choose another organization
way-password = Password
way-email-code = Code by e-mail
way-provider = Sign-in of the organization (single sign-on)
