"""Takes a message from standard input, for any mail server: Postfix, Exim, OpenSMTPD, a script.

    manage.py receive_mail noor-x7f3k9q2m4p6ab@in.example.com < message

It answers with the exit codes of sysexits, which mail servers understand: 0 it is kept; 67 there is no such mailbox
and the message goes back; 75 not now, the mail server keeps it and tries again.
"""

import os
import sys

from django.core.management.base import BaseCommand

from messaging.parsing import MOST_BYTES
from messaging.receiving import NoSuchMailbox, receive


class Command(BaseCommand):
    help = "Take a message from standard input into the mailbox that it was sent to."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument(
            "recipient",
            nargs="*",
            help="the address it was sent to, as the mail server knows it; else its headers say",
        )

    def handle(self, *args, recipient=(), **options):
        try:
            # One more than is read of it, so that it is known to be cut.
            raw = sys.stdin.buffer.read(MOST_BYTES + 1)
            kept = receive(raw, to=recipient)
        except NoSuchMailbox:
            self.stderr.write("5.1.1 There is no such mailbox.")
            sys.exit(os.EX_NOUSER)
        except Exception as error:  # nothing may be lost: the mail server tries again
            self.stderr.write(f"4.3.0 Not now: {type(error).__name__}")
            sys.exit(os.EX_TEMPFAIL)
        self.stdout.write(" ".join(str(mail.number) for mail in kept))
