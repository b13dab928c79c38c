"""Whether a reader or a program opened a letter, as far as it can be told. Pure: what a request said in, a word out.

Told by what programs say of themselves, and by the few networks that belong to one service alone. Who hides behind an
ordinary browser's name is told by what it does (campaigns/responding.py), or not at all.
"""

import ipaddress
import re
from typing import Final

from campaigns.models.response import Response

Via = Response.Via

# Apple's Mail Privacy Protection says no more than this, and fetches whether the letter is read or not.
APPLE_SAYS: Final = "Mozilla/5.0"
APPLE_NETWORK: Final = ipaddress.ip_network("17.0.0.0/8")
# They fetch when the letter is looked at.
_proxies = re.compile(r"GoogleImageProxy|ggpht\.com|YahooMailProxy|DuckDuckGo-?ImageProxy", re.IGNORECASE)
_scanners = re.compile(
    r"bot\b|bot/|crawl|spider|scan|preview|barracuda|mimecast|proofpoint|symantec|trend ?micro|forcepoint|sophos"
    r"|safelinks|fireeye|cloudmark|urlcheck|linkcheck|phish|headless|phantom|python|curl/|wget|libwww|java/|okhttp"
    r"|go-http-client|httpclient|axios|node-fetch|facebookexternalhit|whatsapp|telegram|slack|skypeuri"
    r"|microsoft office",
    re.IGNORECASE,
)
# Exchange Online Protection, which follows links in the name of a browser (Microsoft's list of Office 365 addresses).
SCANNER_NETWORKS: Final = tuple(
    ipaddress.ip_network(each) for each in ("40.92.0.0/15", "40.107.0.0/16", "52.100.0.0/14", "104.47.0.0/17")
)


def via_of(user_agent: str, address: str, *, method="GET") -> str:
    """What opened it, in the words of Response.Via; empty for a reader's own program."""
    said = user_agent.strip()
    if said == APPLE_SAYS or _is_in(address, (APPLE_NETWORK,)):
        return Via.APPLE
    if _proxies.search(said):
        return Via.PROXY
    if method == "HEAD" or not said or _scanners.search(said) or _is_in(address, SCANNER_NETWORKS):
        return Via.SCANNER
    return ""


def _is_in(address: str, networks) -> bool:
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(known.version == each.version and known in each for each in networks)
