"""What a browser says it is, in words: near enough to know one's own devices again."""

from django.utils.translation import gettext as _

from lib.formats import isolated

# (what stands in the User-Agent, its name), the first that fits: most browsers also claim to be others.
BROWSERS = [
    ("Edg/", "Edge"),
    ("EdgA/", "Edge"),
    ("EdgiOS/", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("FxiOS/", "Firefox"),
    ("Firefox/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("HeadlessChrome/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
]
SYSTEMS = [
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
]
PHONES = {"iPhone", "Android"}


def _first(names, text):
    return next((name for mark, name in names if mark in text), "")


def device_name(user_agent: str) -> str:
    """“Chrome on Windows”; what cannot be told is left out."""
    browser, system = _first(BROWSERS, user_agent), _first(SYSTEMS, user_agent)
    if browser and system:
        names = {"browser": isolated(browser), "system": isolated(system)}
        return _("%(browser)s on %(system)s") % names
    return browser or system or _("Unknown device")


def is_phone(user_agent: str) -> bool:
    return _first(SYSTEMS, user_agent) in PHONES


def short_name(user_agent: str) -> str:
    """“Chrome · Windows”: a name that reads the same in every language and direction."""
    known = [_first(BROWSERS, user_agent), _first(SYSTEMS, user_agent)]
    return " · ".join(filter(None, known)) or _("Unknown device")
