"""An Arabic page is Arabic: no visible Latin word but what people typed, names of formats and codes."""

import re
from html.parser import HTMLParser

import pytest

from tests.guards import atlas
from tests.guards import world as worlds
from tests.guards.test_every_address import by_name
from workspaces.roles import Role

pytestmark = pytest.mark.net

# Names that are Latin in Arabic too: formats, keys, products, currencies, the other language's own name.
ALLOWED = {
    "English", "CSV", "XLSX", "XLS", "ODS", "Excel", "UTF", "Windows", "Sila", "Ctrl", "SAR", "AED", "QR", "TOTP",
    "ics", "HTML", "PDF", "png", "ZIP", "JSON", "ISO", "IBAN", "WhatsApp", "Google", "Authenticator", "Microsoft",
    "PNG", "JPEG", "GIF", "WebP", "Mailgun", "Postmark", "CSAT", "NPS", "CES", "DKIM", "DNS", "Twilio", "Meta", "https",
    "LTV", "CAC",
    # As they are called in the consoles of Twilio and Meta, where people look for them.
    "Account", "SID", "Auth", "Token", "Access", "Phone", "number", "ID", "App", "Secret",
}  # fmt: skip
UNSEEN = {"script", "style", "template", "kbd", "code", "svg", "option", "datalist", "head", "textarea"}
VOID = {"input", "br", "hr", "img", "meta", "link", "path", "area", "col", "source", "wbr"}
LATIN_WORD = re.compile(r"[A-Za-z]{2,}")
# Somebody's own text inside a sentence: lib.formats.isolated(), or between two marks of left to right.
OWN = re.compile("\u2068[^\u2069]*\u2069|\u200e[^\u200e]*\u200e")
SHOWN_ATTRIBUTES = {"aria-label", "placeholder", "title"}


def latin(text):
    return LATIN_WORD.findall(OWN.sub(" ", text))


class Visible(HTMLParser):
    """The words a reader sees or hears; what is marked as typed or left to right is somebody's own text."""

    def __init__(self):
        super().__init__()
        self.open, self.words = [], []

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if not self._is_unseen():
            for name in SHOWN_ATTRIBUTES & set(given):
                self.words += latin(given[name] or "")
        if tag not in VOID:
            own = tag in UNSEEN or tag == "bdi" or given.get("dir") in {"ltr", "auto"}
            self.open.append((tag, own))

    def handle_endtag(self, tag):
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, text):
        if not self._is_unseen():
            self.words += latin(text)

    def _is_unseen(self):
        return any(own for _tag, own in self.open)


def latin_words(page):
    reader = Visible()
    reader.feed(page)
    mark = worlds.MARKS["noor"]
    return sorted({word for word in reader.words if word not in ALLOWED and mark not in word})


@pytest.mark.parametrize("address", atlas.readable_addresses(), ids=by_name)
def test_an_arabic_page_shows_no_latin_word(address, world):
    client = world.client(Role.OWNER, **{"accept-language": "ar"})
    response = client.get(address.path_in(world.noor))
    if response.status_code == 200 and response["content-type"].startswith("text/html"):
        assert latin_words(response.content.decode()) == []


@pytest.mark.parametrize("address", atlas.outside_addresses(), ids=by_name)
def test_an_arabic_page_outside_a_workspace_shows_no_latin_word(address, world):
    path = atlas.path_outside(address)
    for who in (worlds.ANONYMOUS, Role.OWNER):
        client = world.client(who, **{"accept-language": "ar"})
        response = client.get(path) if path else None
        if response is not None and response.status_code == 200 and "text/html" in response["content-type"]:
            assert latin_words(response.content.decode()) == []


def test_the_guard_sees_a_latin_word():
    assert latin_words('<p>مرحبا Welcome <bdi>Acme</bdi></p><input placeholder="Search">') == [
        "Search",
        "Welcome",
    ]
