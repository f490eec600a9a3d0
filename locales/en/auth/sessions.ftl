sessions-title = Devices
sessions-lead = Where you are signed in. Sign out of what you do not know, and change your password.
sessions-here = this device
sessions-last-seen = last seen { $when }
sessions-since = since { $when }
sessions-unknown-device = Unknown device
sessions-end = Sign out
sessions-end-others = Sign out of all other devices
sessions-ended = Signed out of the device.
sessions-ended-others = { $n ->
    [one] Signed out of { $n } other device.
   *[other] Signed out of { $n } other devices.
}
