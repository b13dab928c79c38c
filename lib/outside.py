"""Servers that people of a workspace name: called only when they stand in the open internet.

The name is looked up once and the very address that was judged is called, so that a name which answers differently
the next time leads nowhere else. Who runs Sila for their own company may allow their own network (PRIVATE_SERVERS).
"""

import ipaddress
import socket

from django.conf import settings

# By which networks of IPv6 alone reach addresses of IPv4 (RFC 6052).
NAT64 = ipaddress.ip_network("64:ff9b::/96")


class NotOutside(OSError):
    """The name leads to this machine, into a network of its own, or to no host at all."""


def is_outside(address: str) -> bool:
    """Whether anybody on the internet could call this address, and nobody is meant by it who is not one host."""
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        within = found.ipv4_mapped or found.sixtofour or (found.teredo or (None, None))[1]
        if found in NAT64:
            within = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
        if within is not None:
            return is_outside(str(within))
    return found.is_global and not found.is_multicast and not found.is_reserved


def addresses_of(host: str, port: int) -> list[str]:
    """Where this host is; NotOutside when one of its addresses may not be called, gaierror when there is none."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = list(dict.fromkeys(str(each[4][0]) for each in found))
    if not settings.PRIVATE_SERVERS and not all(is_outside(each) for each in addresses):
        raise NotOutside(host)
    return addresses


def connect(host: str, port: int, timeout: float) -> socket.socket:
    """A connection to the first address of the host that answers."""
    refusal: OSError = NotOutside(host)
    for address in addresses_of(host, port):
        try:
            return socket.create_connection((address, port), timeout)
        except OSError as error:
            refusal = error
    raise refusal
