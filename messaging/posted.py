"""The form that a provider posts, read with limits of its own: Django's are for what people type and bring.

multipart/form-data is MIME (RFC 7578), so Python's own parser of messages reads it. What is too much for a message
never gets here: the hook refuses it by its length.
"""

from email.message import Message
from email.parser import BytesParser
from email.policy import compat32

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.http import parse_header_parameters

MOST_PARTS = 1_000
FORM = "multipart/form-data"


class Part(Message):
    """A message that came as a file stays whole: only the form itself has parts."""

    def get_content_type(self) -> str:
        written = super().get_content_type()
        return written if written == FORM else "application/octet-stream"


def read_form(body: bytes, content_type: str) -> tuple[QueryDict, MultiValueDict]:
    """The fields and the files. Raises RequestDataTooBig, ValueError where it is no form, and LookupError."""
    head = f"Content-Type: {content_type}\r\n\r\n".encode("latin-1")
    try:
        form = BytesParser(Part, policy=compat32).parsebytes(head + body)
    except RecursionError as error:
        raise ValueError("forms within forms") from error
    parts = form.get_payload()
    if not isinstance(parts, list) or form.get_content_type() != FORM:
        raise ValueError("no form")
    if len(parts) > MOST_PARTS:
        raise RequestDataTooBig
    fields, files = QueryDict(mutable=True), MultiValueDict()
    for part in parts:
        named = disposition(part)
        content = part.get_payload(decode=True) or b""
        if "filename" in named:
            uploaded = SimpleUploadedFile(named["filename"], content, Message.get_content_type(part))
            uploaded.charset = part.get_content_charset()
            files.appendlist(named.get("name", ""), uploaded)
        else:
            fields.appendlist(named.get("name", ""), content.decode("utf-8", "replace"))
    fields._mutable = False
    return fields, files


def disposition(part) -> dict[str, str]:
    """The name of the field, and that of a file; browsers and providers write them as plain UTF-8."""
    written = next((line for name, line in part.raw_items() if name.lower() == "content-disposition"), "")
    _kind, named = parse_header_parameters(
        written.encode("ascii", "surrogateescape").decode("utf-8", "replace")
    )
    return named
