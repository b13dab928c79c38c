"""How the letters of a workspace leave: over which server, and signed for which domain."""

from django.db import transaction
from django.utils import timezone

from lib.sealing import seal
from messaging import signing
from messaging.models import Sender
from messaging.servers import MailServer
from timeline.services import record

OF_SERVER = ("server_host", "server_port", "server_security", "server_user", "server_password", "per_second")
OF_DOMAIN = ("signed_domain", "signing_key", "public_key", "domain_proven_at")


@transaction.atomic
def use_server(sender: Sender, server: MailServer, *, from_address: str, per_second: int, by) -> None:
    """Letters leave over this server from now on, from an address that it takes."""
    sender.server_host, sender.server_port = server.host, server.port
    sender.server_security, sender.server_user = server.security, server.user
    sender.server_password = seal(server.password) if server.password else ""
    sender.per_second, sender.from_address = per_second, from_address
    sender.save(update_fields=[*OF_SERVER, "from_address"])
    record("sender.server_changed", sender, by=by, host=server.host)


@transaction.atomic
def leave_server(sender: Sender, *, by) -> None:
    """Letters leave over the server of the installation again; nothing is kept of the other one."""
    if not sender.has_server:
        return
    sender.server_host = sender.server_security = sender.server_user = sender.server_password = ""
    sender.server_port = sender.per_second = None
    sender.save(update_fields=OF_SERVER)
    record("sender.server_left", sender, by=by)


@transaction.atomic
def name_domain(sender: Sender, domain: str, *, by) -> None:
    """A key for the letters from this domain; they are signed once its DNS names the key."""
    sender.signed_domain, sender.domain_proven_at = domain, None
    sender.signing_key, sender.public_key = signing.new_key()
    sender.save(update_fields=OF_DOMAIN)
    record("sender.domain_named", sender, by=by, domain=domain)


@transaction.atomic
def look_at_domain(sender: Sender, *, by) -> bool:
    """Read the DNS of the domain; whether it names the key. Letters are signed while it does, as of the last look."""
    is_proven = signing.is_published(sender.signed_domain, sender.public_key)
    if is_proven != (sender.domain_proven_at is not None):
        sender.domain_proven_at = timezone.now() if is_proven else None
        sender.save(update_fields=["domain_proven_at"])
        verb = "sender.domain_proven" if is_proven else "sender.domain_left"
        record(verb, sender, by=by, domain=sender.signed_domain)
    return is_proven


@transaction.atomic
def leave_domain(sender: Sender, *, by) -> None:
    """Its letters are not signed any more, and its key is forgotten."""
    domain = sender.signed_domain
    if not domain:
        return
    sender.signed_domain = sender.signing_key = sender.public_key = ""
    sender.domain_proven_at = None
    sender.save(update_fields=OF_DOMAIN)
    record("sender.domain_left", sender, by=by, domain=domain)
