"""Keeps what Sila sends in demo mode as .eml files and shows it on a local page. Run by bin/run in .venv."""

import argparse
import email
import html
import re
import signal
import threading
import time
from email import policy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from aiosmtpd.controller import Controller

SHOWN = 200
PAGE = """<!doctype html><html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>{title}</title><style>
body{{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:1rem auto;padding:0 1rem}}
table{{width:100%;border-collapse:collapse}}
td,th{{text-align:start;padding:.4rem;border-bottom:1px solid #ccc}}
pre{{white-space:pre-wrap;overflow-wrap:anywhere;background:#f4f4f4;padding:1rem}}
iframe{{width:100%;height:36rem;border:1px solid #ccc;background:#fff}}
</style>{body}</html>"""
POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; base-uri 'none'; form-action 'none'"
)
# A mail may hold anything: no scripts, nothing fetched, a page of its own origin; links open in a new tab.
SANDBOX = "allow-popups allow-popups-to-escape-sandbox"
MAIL_POLICY = f"sandbox {SANDBOX}; default-src 'none'; img-src data:; style-src 'unsafe-inline'"


class Box:
    """Where mail is kept: one file each, named by its moment."""

    def __init__(self, folder: Path):
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    async def handle_DATA(self, server, session, envelope):
        name = f"{time.time_ns()}.eml"
        unfinished = self.folder / f".{name}"
        unfinished.write_bytes(envelope.original_content)
        unfinished.rename(self.folder / name)
        return "250 kept"

    def newest(self) -> list[Path]:
        return sorted(self.folder.glob("[0-9]*.eml"), reverse=True)[:SHOWN]

    def read(self, name: str):
        if not re.fullmatch(r"[0-9]{1,20}", name) or not (path := self.folder / f"{name}.eml").exists():
            return None
        return email.message_from_bytes(path.read_bytes(), policy=policy.default)


def header(message, name: str) -> str:
    try:
        return str(message[name] or "")
    except (ValueError, LookupError, AttributeError):
        return "(unreadable)"


def part(message, kind: str) -> str:
    """The text of the plain or the HTML part, whatever charset it claims."""
    try:
        body = message.get_body((kind,))
    except (AttributeError, KeyError):
        body = None
    if body is None:
        return ""
    content = body.get_payload(decode=True) or b""
    try:
        return content.decode(body.get_content_charset() or "utf-8", "replace")
    except LookupError:
        return content.decode("utf-8", "replace")


def linked(text: str) -> str:
    pattern = r"https?://[^\s<>&]+(?:&amp;[^\s<>&]+)*"
    link = r'<a href="\g<0>" target="_blank" rel="noreferrer noopener">\g<0></a>'
    return re.sub(pattern, link, html.escape(text))


def list_page(box: Box) -> str:
    rows = ""
    for path in box.newest():
        message = box.read(path.stem)
        cells = [time.strftime("%d %b %H:%M:%S", time.localtime(int(path.stem) / 1e9)), header(message, "to")]
        subject = html.escape(header(message, "subject") or "(no subject)")
        rows += "<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in cells)
        rows += f'<td dir="auto"><a href="/{path.stem}/">{subject}</a></td></tr>'
    table = (
        f"<table><tr><th>When<th>To<th>Subject</tr>{rows}</table>" if rows else "<p>Nothing was sent yet.</p>"
    )
    return PAGE.format(
        title="Sila's mail", body=f"<h1>Sila's mail</h1><p>Nothing leaves this machine.</p>{table}"
    )


def mail_page(name: str, message) -> str:
    body = '<p><a href="/">All mail</a></p>'
    body += f'<h1 dir="auto">{html.escape(header(message, "subject"))}</h1><table>'
    for line in ("from", "to", "reply-to", "date"):
        if value := header(message, line):
            body += f"<tr><th>{line.capitalize()}<td>{html.escape(value)}</tr>"
    body += f'</table><pre dir="auto">{linked(part(message, "plain")) or "(no plain text)"}</pre>'
    if part(message, "html"):
        body += f'<iframe sandbox="{SANDBOX}" src="/{name}/html"></iframe>'
    files = [
        attached.get_filename() or attached.get_content_type() for attached in message.iter_attachments()
    ]
    body += f"<p>Attached: {html.escape(', '.join(files))}</p>" if files else ""
    return PAGE.format(title=html.escape(header(message, "subject")), body=body)


class Pages(BaseHTTPRequestHandler):
    box: Box

    def do_GET(self):
        # Another site's name that resolves to this machine must not read the mail.
        if self.headers.get("Host", "").rpartition(":")[0] not in ("127.0.0.1", "localhost"):
            return self.answer(400, "Ask for 127.0.0.1.")
        name, _, kind = self.path.strip("/").partition("/")
        if not name:
            return self.answer(200, list_page(self.box))
        message = self.box.read(name)
        if message is None or kind not in ("", "html"):
            return self.answer(404, "Nothing here.")
        if kind == "html":
            return self.answer(200, '<base target="_blank">' + part(message, "html"), MAIL_POLICY)
        return self.answer(200, mail_page(name, message))

    def answer(self, status: int, text: str, content_policy: str = POLICY) -> None:
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Security-Policy", content_policy)
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Referrer-Policy", "no-referrer")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """The list of mails is log enough."""


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--smtp", type=int, required=True)
    parser.add_argument("--web", type=int, required=True)
    options = parser.parse_args()
    stopped = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stopped.set())
    Pages.box = Box(options.folder)
    pages = ThreadingHTTPServer(("127.0.0.1", options.web), Pages)
    catcher = Controller(Pages.box, hostname="127.0.0.1", port=options.smtp)
    catcher.start()
    threading.Thread(target=pages.serve_forever, daemon=True).start()
    print("the mail server listens", flush=True)  # bin/run waits for it
    stopped.wait()
    pages.shutdown()
    catcher.stop()


if __name__ == "__main__":
    main()
