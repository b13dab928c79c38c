"""A provider of messages on a real socket of this machine: it keeps what it is asked and answers as it is told."""

import json
import socket
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs


class Sink(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        # Each question: path, headers, and the form or the object in it.
        self.asked = []
        # (status, object, headers) for the next ones; «taken» when none is left. "cut" hangs up, "hang" says nothing.
        self.answers = []

    @property
    def place(self):
        return f"127.0.0.1:{self.server_address[1]}"

    @property
    def numbers(self):
        return [each["body"].get("To") or each["body"].get("to") for each in self.asked]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 5

    def do_POST(self):
        raw = self.rfile.read(int(self.headers["Content-Length"])).decode()
        is_json = "json" in self.headers["Content-Type"]
        body = json.loads(raw) if is_json else {key: values[0] for key, values in parse_qs(raw).items()}
        self.server.asked.append({"path": self.path, "headers": dict(self.headers), "body": body})
        answer = self.server.answers.pop(0) if self.server.answers else None
        if answer == "cut":
            self.connection.shutdown(socket.SHUT_RDWR)
            self.close_connection = True
            return
        if answer == "hang":
            threading.Event().wait(3)
            return
        status, said, headers = answer or self.taken(len(self.server.asked), is_json)
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        written = json.dumps(said).encode()
        self.send_header("Content-Length", str(len(written)))
        self.end_headers()
        self.wfile.write(written)

    def taken(self, number, is_json):
        if is_json:
            return 200, {"messages": [{"id": f"wamid.{number}"}]}, {}
        return 201, {"sid": f"SM{number:032x}", "status": "queued"}, {}

    def log_message(self, *args):
        """Nothing: what is asked is looked at."""


@contextmanager
def running_provider():
    sink = Sink()
    thread = threading.Thread(target=sink.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield sink
    finally:
        sink.shutdown()
        sink.server_close()
