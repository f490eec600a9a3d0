dev-mail-title = Outbox
dev-mail-lead = No mail server is set, so letters stay on this machine. A new one appears here within a second or two.
dev-mail-empty = No letters yet.
