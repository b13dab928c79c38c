import smtplib
import socket
import threading
import urllib.error
import urllib.request
from email.message import EmailMessage
from http.server import ThreadingHTTPServer

import pytest
from aiosmtpd.controller import Controller
from house import run
from house.data_folder import DataFolder
from house.mailcatcher import Box, Pages
from house.ports import free_port
from house.services import Services
from house.urls import smtp_url


@pytest.fixture
def box(tmp_path):
    return Box(tmp_path / "mail")


@pytest.fixture
def send(box):
    catcher = Controller(box, hostname="127.0.0.1", port=free_port())
    catcher.start()

    def deliver(message):
        with smtplib.SMTP("127.0.0.1", catcher.port) as smtp:
            smtp.send_message(message)

    yield deliver
    catcher.stop()


@pytest.fixture
def page(box):
    handler = type("PagesOfThisBox", (Pages,), {"box": box})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()

    def get(path="/", host=None):
        request = urllib.request.Request(f"http://127.0.0.1:{server.server_port}{path}")
        if host:
            request.add_header("Host", host)
        with urllib.request.urlopen(request, timeout=5) as response:
            return response.read().decode(), dict(response.headers)

    yield get
    server.shutdown()
    server.server_close()


def letter(html="<p>مرحبا</p>"):
    message = EmailMessage()
    message["Subject"] = "دعوة <b>من</b> صلة"
    message["From"], message["To"] = "sila@sila.example", "huda@noor.example"
    message.set_content("مرحبا <script>alert(1)</script>\nhttp://127.0.0.1:8000/join?a=1&b=2")
    message.add_alternative(html, subtype="html")
    return message


def test_arabic_mail_is_kept_and_shown_right(box, send, page):
    send(letter())
    (kept,) = box.newest()
    listed, _ = page()
    assert "دعوة &lt;b&gt;من&lt;/b&gt; صلة" in listed
    shown, _ = page(f"/{kept.stem}/")
    assert 'dir="auto">مرحبا &lt;script&gt;' in shown
    assert '<a href="http://127.0.0.1:8000/join?a=1&amp;b=2"' in shown


def test_the_html_of_a_mail_runs_nothing_and_fetches_nothing(box, send, page):
    send(letter("<script>alert(1)</script><img src=https://tracker.example/x.png>"))
    (kept,) = box.newest()
    shown, _ = page(f"/{kept.stem}/")
    assert "<script>" not in shown
    assert '<iframe sandbox="allow-popups ' in shown
    _, headers = page(f"/{kept.stem}/html")
    assert headers["Content-Security-Policy"].startswith("sandbox allow-popups ")
    assert "allow-scripts" not in headers["Content-Security-Policy"]
    assert "default-src 'none'; img-src data:" in headers["Content-Security-Policy"]


@pytest.mark.parametrize("path", ["/1/", "/../secrets/", "/%2e%2e/", "/x/", "/1/other"])
def test_only_mail_is_served(box, page, path):
    with pytest.raises(urllib.error.HTTPError) as refused:
        page(path)
    assert refused.value.code == 404


def test_another_sites_name_for_this_machine_reads_nothing(page):
    with pytest.raises(urllib.error.HTTPError) as refused:
        page("/", host="evil.example:8025")
    assert refused.value.code == 400


def test_broken_mail_is_shown_as_far_as_it_goes(box, page):
    raw = b"Subject: =?nonsense?B?x?=\r\nContent-Type: text/plain; charset=nonsense\r\n\r\n\xd9\x85\xff body"
    (box.folder / "5.eml").write_bytes(raw)
    shown, _ = page("/5/")
    assert "body" in shown
    assert "<table>" in page()[0]


def test_a_port_that_another_sila_takes_first_is_left_to_it(tmp_path, monkeypatch, clean_environment):
    services = Services(DataFolder(tmp_path / "data").open(), "run")
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        chosen = iter([taken, free_port(), free_port(), taken, free_port(), free_port()])
        monkeypatch.setattr(run, "free_port", lambda preferred=None: next(chosen))
        try:
            address = run.Sila(services, 8000, demo=False)._catch_mail()
            with smtplib.SMTP("127.0.0.1", services.ports["smtp"]) as smtp:
                assert smtp.noop()[0] == 250
            page = f"http://127.0.0.1:{services.ports['mail']}/"
            assert urllib.request.urlopen(page, timeout=5).status == 200
        finally:
            services.stop()
    assert address == smtp_url(services.ports["smtp"])
    assert taken not in services.ports.values()
