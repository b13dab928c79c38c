"""A person's browser as far as these tests need one: a session, forms, and answers that may not come."""

import http.client
import time
import uuid
from dataclasses import dataclass, field
from urllib.parse import urlencode

NO_ANSWER = (OSError, http.client.HTTPException)
CSRF = "c" * 32


@dataclass
class Answer:
    status: int
    text: str
    headers: dict[str, str]
    seconds: float

    @property
    def place(self) -> str:
        """Where a form that was saved leads to."""
        return self.headers.get("location", "")


@dataclass
class Browser:
    port: int
    session: str = ""
    timeout: float = 60
    headers: dict[str, str] = field(default_factory=dict)

    def get(self, path: str) -> Answer:
        return self._ask("GET", path)

    def post(self, path: str, **fields) -> Answer:
        body = urlencode(fields).encode()
        return self._ask("POST", path, body, "application/x-www-form-urlencoded")

    def upload(self, path: str, name: str, content: bytes, **fields) -> Answer:
        edge = uuid.uuid4().hex
        parts = [f'name="{key}"\r\n\r\n{value}'.encode() for key, value in fields.items()]
        parts.append(f'name="file"; filename="{name}"\r\nContent-Type: text/csv\r\n\r\n'.encode() + content)
        start = f"--{edge}\r\nContent-Disposition: form-data; ".encode()
        body = b"".join(start + part + b"\r\n" for part in parts) + f"--{edge}--\r\n".encode()
        return self._ask("POST", path, body, f"multipart/form-data; boundary={edge}")

    def _ask(self, method, path, body=None, kind="") -> Answer:
        began = time.monotonic()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=self.timeout)
        headers = {"Cookie": f"session={self.session}; csrf={CSRF}", "Accept-Language": "en", **self.headers}
        if body is not None:
            headers |= {"Content-Type": kind, "X-CSRFToken": CSRF}
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            text = response.read().decode()
            told = {name.lower(): value for name, value in response.getheaders()}
            return Answer(response.status, text, told, time.monotonic() - began)
        finally:
            connection.close()


def customer(name: str, **fields) -> dict:
    """The form of a new customer, as its page sends it."""
    token = str(uuid.uuid4())
    return {
        "kind": "company",
        "status": "prospect",
        "form_token": token,
        "version": "1",
        "name_en": name,
        **fields,
    }
