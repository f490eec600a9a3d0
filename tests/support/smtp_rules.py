"""What the mail server of the tests refuses, by the name before the sign."""

from aiosmtpd.handlers import Mailbox


class Rules(Mailbox):
    async def handle_RCPT(self, server, session, envelope, address, options):
        name = address.split("@")[0]
        if name == "gone":
            return "550 5.1.1 there is no such mailbox"
        if name == "later":
            return "451 4.3.0 try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"
