keyboard-title = Keyboard
keyboard-lead = Your own keys, kept with your account. Ctrl+K, Ctrl+Enter, Esc and the arrows stay as they are.
keyboard-hint = One letter, digit or sign, or two that you press one after the other; a capital letter is pressed with Shift. An empty field is no key.
keyboard-submit = Save
keyboard-saved = Your keys are saved.
keyboard-all = All keys
keyboard-standard = Standard keys
keyboard-standard-shown = These are the standard keys. Save to use them.
keyboard-standard-leave = Back to mine
keyboard-off = Single keys are switched off now.
keyboard-switch-on = Switch them on
keyboard-too-many = One key, or two one after the other.
keyboard-only-one = Only one key works here.
keyboard-no-key = Use letters, digits and / ? [ ] . , ; ' - =
keyboard-taken = This key is taken already: { $other }
keyboard-begins = One of the two would never be reached, since it begins like this: { $other }
