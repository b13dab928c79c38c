"""Nothing of our own network is ever asked, in whatever form its address is written."""

import socket

import pytest

from lib.outbound import Forbidden, Server, checked
from lib.outside import is_outside


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
        "255.255.255.255", "::1", "::", "fe80::1%eth0", "fc00::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
        "64:ff9b::7f00:1", "2002:7f00:1::", "ff02::1",
    ],
)  # fmt: skip
def test_addresses_inside(address):
    assert not is_outside(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700:4700::1111", "::ffff:8.8.8.8"])
def test_addresses_outside(address):
    assert is_outside(address)


@pytest.mark.parametrize(
    "base",
    [
        "", "api.example.com", "http://api.example.com", "file:///etc/passwd", "gopher://a.example", "https://",
        "https://user@a.example", "https://user:pass@a.example", "https://a.example:6379", "https://a.example:x",
        "https://a.example/?q=1", "https://a.example/#x", "https://a.example\\@127.0.0.1", "https://a b.example",
        "https://[::1", "https://مثال.example",
    ],
)  # fmt: skip
def test_what_is_no_address_of_a_provider(base):
    with pytest.raises(Forbidden):
        checked(base)


@pytest.mark.parametrize(
    "base",
    ["https://127.0.0.1", "https://localhost", "https://0177.0.0.1", "https://2130706433", "https://[::1]",
     "https://[::ffff:127.0.0.1]", "https://169.254.169.254", "https://100.64.0.1"],
)  # fmt: skip
def test_nothing_inside_is_opened(base, monkeypatch):
    opened = []
    monkeypatch.setattr(socket, "create_connection", lambda *args, **kwargs: opened.append(args))
    with pytest.raises((Forbidden, OSError)):
        Server(base).open()
    assert opened == []


def test_one_inner_answer_of_several_is_enough_to_refuse(monkeypatch):
    answers = [(2, 1, 6, "", ("8.8.8.8", 443)), (2, 1, 6, "", ("10.0.0.1", 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: answers)
    with pytest.raises(Forbidden):
        Server("https://rebinding.example").open()


def test_the_connection_goes_to_the_address_that_was_checked(monkeypatch):
    asked, opened = [], []

    def look_up(host, port, **kwargs):
        asked.append(host)
        return [(2, 1, 6, "", ("8.8.8.8" if len(asked) == 1 else "127.0.0.1", port))]

    def connect(place, *rest, **kwargs):
        opened.append(place)
        raise OSError("far enough")

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises(OSError, match="far enough"):
        Server("https://rebinding.example").open()
    assert (asked, opened) == (["rebinding.example"], [("8.8.8.8", 443)])
