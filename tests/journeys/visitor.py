"""Somebody at a browser: acts by the words on the screen, in one language, and notes what a console would show."""

import re
from contextlib import contextmanager
from functools import cached_property
from urllib.parse import urlsplit

from django.utils import translation
from django.utils.translation import gettext, pgettext
from playwright.sync_api import Page, expect

from lib.formats import isolated

WIDE, PHONE = 1280, 390
HEIGHTS = {WIDE: 800, PHONE: 844}
ARABIC, ENGLISH = "ar", "en"
EVERY_SEAT = [
    {"language": language, "width": width} for language in (ARABIC, ENGLISH) for width in (WIDE, PHONE)
]
# Each language and each width once: enough where neither changes what happens.
TWO_SEATS = [{"language": ARABIC, "width": PHONE}, {"language": ENGLISH, "width": WIDE}]
# The console repeats every refused request; which of them are fine is decided where the answer arrives.
ECHO_OF_AN_ANSWER = "Failed to load resource"
REFUSALS = {400, 403, 404, 405, 413, 422, 429}


class Complaints:
    """What must not happen in any journey: script errors, refused styles, strange hosts, broken answers."""

    def __init__(self, context, host: str):
        self.found: list[str] = []
        self.host = host
        context.on("console", self._hear_console)
        context.on("weberror", lambda error: self.found.append(f"script error: {error.error}"))
        context.on("request", self._see_request)
        context.on("response", self._see_answer)
        # Not every violation reaches the console; this runs outside the page's own policy.
        context.add_init_script(
            "document.addEventListener('securitypolicyviolation', event =>"
            " console.error(`refused by the policy: ${event.violatedDirective} ${event.blockedURI}`))"
        )

    def _hear_console(self, message):
        if message.type in {"error", "warning"} and not message.text.startswith(ECHO_OF_AN_ANSWER):
            self.found.append(f"console: {message.text}")

    def _see_request(self, request):
        address = urlsplit(request.url)
        if address.scheme not in {"data", "blob", "about"} and address.netloc != self.host:
            self.found.append(f"request to another host: {request.url}")

    def _see_answer(self, response):
        is_page = response.request.resource_type == "document"
        is_fine = response.status < 400 or response.status == 422 or (is_page and response.status in REFUSALS)
        if not is_fine:
            self.found.append(f"{response.status} for {response.url}")


# Named when a page is too wide; what scrolls by itself and what lies in a picture is passed over.
WIDEST = """width => {
    const over = [...document.querySelectorAll('body *:not(svg *)')].filter(each => {
        const box = each.getBoundingClientRect();
        return box.width && (box.left < -0.5 || box.right > width + 0.5) && !each.closest('#side, .table-scroll');
    });
    return over.filter(each => !over.some(other => other !== each && each.contains(other))).slice(0, 3)
        .map(each => `${each.localName}.${each.getAttribute('class')} ${each.textContent.trim().slice(0, 30)}`);
}"""


class Visitor:
    """A person before one page. Words are given in English and looked for in the visitor's language."""

    def __init__(self, page: Page, *, language: str, width: int):
        self.page = page
        self.language = language
        self.width = width

    @property
    def is_on_phone(self):
        return self.width < 768

    def says(self, message: str, context: str = "", **values) -> str:
        """A message of the product in this visitor's language, with the values as the pages set them in."""
        with translation.override(self.language):
            text = pgettext(context, message) if context else gettext(message)
            return text % {key: isolated(value) for key, value in values.items()} if values else text

    def open(self, path: str):
        return self.page.goto(path)

    def press(self, words: str, context: str = "", *, within=None, exact=True):
        """A button or link of this name; a menu that hides it has to be open."""
        root = within or self.page
        name = self.says(words, context)
        button = root.get_by_role("button", name=name, exact=exact)
        button.or_(root.get_by_role("link", name=name, exact=exact)).first.click()

    def menu(self, words: str):
        """Open a menu by the name of its button."""
        self.page.locator("summary").filter(has_text=self.says(words)).or_(
            self.page.locator(f'summary[aria-label="{self.says(words)}"]')
        ).first.click()

    def type(self, label: str, text: str):
        self.field(label).fill(text)

    def field(self, label: str):
        """By its label, with or without the star of a required field."""
        name = re.compile(rf"^\s*{re.escape(self.says(label))}\s*\*?\s*$")
        return self.page.locator("#content").get_by_label(name).first

    def choose(self, label: str, option: str):
        self.field(label).select_option(label=self.says(option))

    def is_settled(self):
        """What was swapped in is listened to from the next moment on, sooner than any hand."""
        moving = ".htmx-request, .htmx-settling, .htmx-added, .htmx-swapping"
        expect(self.page.locator(moving)).to_have_count(0)

    def sees(self, words: str, context: str = "", **values):
        expect(self.page.locator("body")).to_contain_text(self.says(words, context, **values))

    def sees_text(self, text: str):
        expect(self.page.locator("body")).to_contain_text(text)

    def misses(self, words: str, context: str = ""):
        expect(self.page.locator("#content")).not_to_contain_text(self.says(words, context))

    @property
    def title(self):
        return self.page.locator("h1")

    @property
    def toast(self):
        return self.page.locator(".house-toast")

    def rows(self):
        return self.page.locator("#list tbody tr")

    def sideways(self) -> int:
        """By how many pixels this page is wider than its screen."""
        return self.page.evaluate("document.documentElement.scrollWidth") - self.width

    def widest(self) -> list[str]:
        """The innermost that reach over the edge of the screen."""
        return self.page.evaluate(WIDEST, self.width)

    @contextmanager
    def on_a_phone(self):
        """The page as it stands, on a phone's screen and under a finger."""
        desk = self.width
        self._take_screen(PHONE)
        try:
            yield
        finally:
            self._take_screen(desk)

    def _take_screen(self, width):
        screen = {"width": width, "height": HEIGHTS[width], "deviceScaleFactor": 1, "mobile": width == PHONE}
        self._keys.send("Emulation.setDeviceMetricsOverride", screen)
        self._keys.send("Emulation.setTouchEmulationEnabled", {"enabled": width == PHONE})
        self.width = width

    @cached_property
    def _keys(self):
        # Kept as long as the page: what it has set falls with it.
        return self.page.context.new_cdp_session(self.page)
