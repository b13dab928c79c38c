"""A mail server of one's own, and letters signed for one's own domain."""

import socket
import ssl
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from html import unescape
from types import SimpleNamespace

import dkim
import dns.resolver
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.apps import apps
from django.db import transaction
from django.utils.translation import override

from campaigns.models import Lane
from campaigns.tests.conftest import template_of
from campaigns.tests.crowd import begin, campaign_of, crowd, drain_all
from campaigns.tests.sink import running_sink
from lib import outside
from lib.tenancy.state import workspace
from messaging import roads, sending, servers, signing
from messaging.models import OutgoingMail, Sender
from messaging.servers import MailServer

pytestmark = pytest.mark.django_db
PAGE = "/w/noor/settings/email/server/"
SECRET = "open-sesame-4711"


class Keeper:
    def __init__(self):
        self.letters = []

    async def handle_DATA(self, server, session, envelope):
        self.letters.append((session.authenticated, envelope.mail_from, envelope.original_content))
        return "250 taken"

    async def handle_MAIL(self, server, session, envelope, address, options):
        if not address.endswith("@noor.example"):
            return "553 5.7.1 not yours"
        envelope.mail_from = address
        return "250 go on"


@contextmanager
def running_server(**kwargs):
    def judge(server, session, envelope, mechanism, auth_data):
        is_right = (auth_data.login, auth_data.password) == (b"noor", SECRET.encode())
        return AuthResult(success=is_right, handled=is_right)

    keeper = Keeper()
    with socket.create_server(("127.0.0.1", 0)) as free:
        keeper.port = free.getsockname()[1]
    made = Controller(
        keeper, hostname="127.0.0.1", port=keeper.port, authenticator=judge, auth_require_tls=False, **kwargs
    )
    made.start()
    try:
        yield keeper
    finally:
        made.stop()


@pytest.fixture
def own(settings):
    """A server with a sign-in on this machine, which may be named."""
    settings.PRIVATE_SERVERS = True
    with running_server() as keeper:
        yield keeper


def certificate_of(name, folder):
    """The paths of a certificate that nobody vouches for, and of its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    whose = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder().subject_name(whose).issuer_name(whose).public_key(key.public_key())
    made = made.serial_number(1).not_valid_before(now).not_valid_after(now + timedelta(days=1))
    form = serialization.Encoding.PEM
    paths = folder / "cert.pem", folder / "key.pem"
    paths[0].write_bytes(made.sign(key, hashes.SHA256()).public_bytes(form))
    kind = serialization.PrivateFormat.PKCS8
    paths[1].write_bytes(key.private_bytes(form, kind, serialization.NoEncryption()))
    return paths


def typed(port, **changed):
    return {
        "from_address": "sales@noor.example",
        "server_host": "127.0.0.1",
        "server_port": port,
        "server_security": "none",
        "server_user": "noor",
        "server_key": SECRET,
        "per_second": 7,
    } | changed


def saved_sender(membership) -> Sender:
    with workspace(membership.workspace_id), transaction.atomic():
        return sending.sender_of_workspace()


def test_letters_leave_by_the_server_that_was_named_and_tried(sign_in, huda, own, queued, settings):
    client = sign_in(huda)
    assert client.post(PAGE, typed(own.port)).status_code == 303
    assert own.letters == []
    with workspace(huda.workspace_id):
        assert sending.send_due() == 1
        assert OutgoingMail.objects.get().state == "sent"
    ((was_signed_in, from_address, content),) = own.letters
    assert was_signed_in
    assert from_address == "sales@noor.example"
    assert b"From: " in content
    page = client.get(PAGE).text
    assert SECRET not in page
    assert saved_sender(huda).server_password not in page


def test_the_limit_of_the_shared_server_is_not_that_of_ones_own(sign_in, huda, own, queued, settings):
    settings.MAIL_PER_HOUR = 0
    with workspace(huda.workspace_id):
        assert sending.send_due() == 0
        OutgoingMail.objects.update(due_at=queued.due_at)
    sign_in(huda).post(PAGE, typed(own.port))
    with workspace(huda.workspace_id):
        assert sending.send_due() == 1


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"server_key": "wrong"}, "It refuses the user name or the password."),
        ({"from_address": "me@bahr.example"}, "It does not let you write from the address of the sender"),
        ({"server_security": "starttls"}, "It offers no encryption or no sign-in at this port."),
        ({"server_security": "tls"}, "It does not speak TLS at this port."),
        ({"server_host": "nobody.invalid"}, "There is no server of this name."),
        ({"server_key": ""}, "A user name and a password belong together."),
        ({"per_second": 0}, "greater than or equal to 1"),
    ],
)
def test_a_server_that_does_not_do_is_not_kept(sign_in, huda, own, changed, words):
    answer = sign_in(huda).post(PAGE, typed(own.port, **changed), headers={"accept-language": "en"})
    assert answer.status_code == 422
    with override("en"):
        assert words in answer.text
    assert SECRET not in answer.text
    assert 'value="sales@noor.example"' in answer.text or "from_address" in changed
    assert not saved_sender(huda).has_server
    assert own.letters == []


def test_a_password_is_said_to_no_other_server(sign_in, huda, own):
    client = sign_in(huda)
    client.post(PAGE, typed(own.port))
    with running_server() as stranger:
        answer = client.post(PAGE, typed(own.port, server_host="localhost", server_key=""))
        assert answer.status_code == 422
        assert stranger.letters == []
    assert client.post(PAGE, typed(own.port, per_second=9, server_key="")).status_code == 303
    assert saved_sender(huda).per_second == 9
    assert not {"server_password", "signing_key", "mailbox"} & {
        each.name for each in apps.get_model("messaging.SenderHistory")._meta.fields
    }


def test_a_certificate_that_nobody_vouches_for_is_refused(tmp_path, settings):
    settings.PRIVATE_SERVERS = True
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate_of("mail.example.com", tmp_path))
    with running_server(tls_context=context) as keeper, override("en"):
        server = MailServer("127.0.0.1", keeper.port, "starttls", "noor", SECRET)
        assert server.problem("sales@noor.example") == "Its certificate is not valid for this name."


def test_a_server_that_says_nothing_keeps_nobody_waiting(settings, monkeypatch):
    settings.PRIVATE_SERVERS = True
    monkeypatch.setattr(servers, "TRY_TIMEOUT", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as silent, override("en"):
        server = MailServer("127.0.0.1", silent.getsockname()[1], "none", "", "")
        assert server.problem("a@noor.example") == "It does not answer in time."


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.20.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
        "255.255.255.255", "::1", "::", "fe80::1%eth0", "fc00::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
        "2002:7f00:0001::", "ff02::1", "198.18.0.1", "240.0.0.1",
    ],
)  # fmt: skip
def test_inner_addresses_are_not_outside(address):
    assert not outside.is_outside(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8"])
def test_public_addresses_are_outside(address):
    assert outside.is_outside(address)


@pytest.mark.parametrize("host", ["0177.0.0.1", "2130706433", "localhost", "127.0.0.1"])
def test_a_name_that_leads_inside_is_not_called(host):
    with running_sink() as sink, override("en"):
        server = MailServer(host, sink.port, "none", "", "")
        assert server.problem("a@noor.example") == (
            "This server is not in the public internet, and is not called from here."
        )
        assert sink.connections == 0


def test_of_two_addresses_none_may_lead_inside(monkeypatch):
    found = [(2, 1, 6, "", (each, 25)) for each in ("8.8.8.8", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: found)
    with pytest.raises(outside.NotOutside):
        outside.addresses_of("mail.example.com", 25)


@pytest.mark.parametrize(
    "host", ["", "8.8.8.8", "a b.com", "mail", "-x.com", "x..com", "http://mail.com", "a" * 300]
)
def test_what_is_no_name_of_a_server_is_told(sign_in, huda, host):
    answer = sign_in(huda).post(PAGE, typed(587, server_host=host, server_security="starttls"))
    assert answer.status_code == 422


def test_a_campaign_leaves_by_ones_own_server_at_its_speed(in_noor, mona, huda, settings):
    settings.PRIVATE_SERVERS = True
    with running_sink() as sink:
        server = MailServer("127.0.0.1", sink.port, "none", "", "")
        roads.use_server(
            sending.sender_of_workspace(), server, from_address="sales@noor.example", per_second=150, by=huda
        )
        crowd(3)
        campaign_of(template_of(mona), by=mona)
        begin()
        assert drain_all() == 3
        assert len(sink.addresses) == 3
    assert Lane.objects.get().most_per_second == 150


@pytest.fixture
def in_the_dns(monkeypatch):
    """Records by their names; nothing is asked of a real one."""
    records = {}

    def resolve(name, kind, *, lifetime):
        if name not in records:
            raise dns.resolver.NXDOMAIN
        return [SimpleNamespace(strings=[records[name].encode()[:250], records[name].encode()[250:]])]

    monkeypatch.setattr(dns.resolver, "resolve", resolve)
    return records


def proven(sender, records, *, by, domain="noor.example"):
    roads.name_domain(sender, domain, by=by)
    records[signing.record_name(domain, sender.public_key)] = signing.record_text(sender.public_key)
    assert roads.look_at_domain(sender, by=by)
    return sender


def is_good(raw, records):
    return dkim.verify(raw, dnsfunc=lambda name, timeout=5: records[name.decode().rstrip(".")].encode())


def test_a_domain_is_proven_by_its_dns(sign_in, huda, in_the_dns):
    client = sign_in(huda)
    assert client.post("/w/noor/settings/email/", {"from_address": "a@noor.example"}).status_code == 303
    assert client.post("/w/noor/settings/email/domain/", {"domain": "Shop.Noor.Example."}).status_code == 303
    sender = saved_sender(huda)
    assert sender.signed_domain == "shop.noor.example"
    name, text = (
        signing.record_name(sender.signed_domain, sender.public_key),
        signing.record_text(sender.public_key),
    )
    page = client.get(PAGE).text
    assert name in page
    assert text in unescape(page)
    assert sender.signing_key not in page
    client.post("/w/noor/settings/email/domain/look/")
    assert not saved_sender(huda).domain_proven_at
    assert client.post("/w/noor/settings/email/", {"from_address": "a@shop.noor.example"}).status_code == 422
    in_the_dns[name] = text
    client.post("/w/noor/settings/email/domain/look/")
    assert saved_sender(huda).domain_proven_at
    assert client.post("/w/noor/settings/email/", {"from_address": "a@shop.noor.example"}).status_code == 303
    in_the_dns.clear()
    client.post("/w/noor/settings/email/domain/look/")
    assert not saved_sender(huda).domain_proven_at
    assert saved_sender(huda).address != "a@shop.noor.example"


def test_a_letter_is_signed_and_a_changed_one_is_found_out(in_noor, huda, queued, in_the_dns, settings):
    sender = proven(sending.sender_of_workspace(), in_the_dns, by=huda)
    sender.from_address = "sales@noor.example"
    sender.save()
    with running_sink() as sink:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
        assert sending.send_due() == 1
        ((_address, raw),) = sink.taken
    assert is_good(raw, in_the_dns)
    assert not is_good(raw.replace(b"Subject:", b"Subject: x"), in_the_dns)
    sender.from_address = "sales@bahr.example"
    assert not sender.signs
    sender.from_address, sender.signing_key = "sales@noor.example", "sealed with a key that is gone"
    assert signing.signature_of(raw, sender) == b""


def test_letters_of_a_campaign_are_signed_with_the_way_out(in_noor, huda, mona, in_the_dns, settings):
    sender = proven(sending.sender_of_workspace(), in_the_dns, by=huda)
    sender.from_address = "sales@noor.example"
    sender.save()
    with running_sink() as sink:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
        crowd(2)
        campaign_of(template_of(mona), by=mona)
        begin()
        assert drain_all() == 2
        letters = [raw for _address, raw in sink.taken]
    for raw in letters:
        assert is_good(raw, in_the_dns)
        head = raw.partition(b"\r\n\r\n")[0].lower()
        assert b"list-unsubscribe-post" in head.partition(b"h=")[2].partition(b";")[0].replace(b"\r\n ", b"")


def test_what_is_given_up_is_forgotten(sign_in, huda, own, in_the_dns):
    client = sign_in(huda)
    client.post(PAGE, typed(own.port))
    client.post("/w/noor/settings/email/domain/", {"domain": "noor.example"})
    assert client.post("/w/noor/settings/email/", {"from_address": ""}).status_code == 422
    client.post(f"{PAGE}leave/")
    client.post("/w/noor/settings/email/domain/leave/")
    client.post("/w/noor/settings/email/domain/look/")
    sender = saved_sender(huda)
    assert (sender.server_host, sender.server_password, sender.signing_key, sender.signed_domain) == ("",) * 4
    assert sender.per_second is None
