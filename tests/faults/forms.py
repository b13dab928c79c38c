"""The form of a page, with what stands in it."""

from html.parser import HTMLParser


class _Form(HTMLParser):
    def __init__(self):
        super().__init__()
        self.fields = {}
        self.select = self.textarea = ""

    def handle_starttag(self, tag, attributes):
        told = dict(attributes)
        name, value = told.get("name", ""), told.get("value") or ""
        if tag == "select":
            self.select = name
        elif tag == "option" and self.select and ("selected" in told or self.select not in self.fields):
            self.fields[self.select] = value
        elif tag == "textarea" and name:
            self.textarea = name
            self.fields[name] = ""
        elif tag == "input" and name and (told.get("type") not in ("radio", "checkbox") or "checked" in told):
            self.fields[name] = value

    def handle_data(self, text):
        if self.textarea:
            self.fields[self.textarea] += text

    def handle_endtag(self, tag):
        if tag == "select":
            self.select = ""
        elif tag == "textarea":
            # A browser leaves out the line break that follows the tag.
            self.fields[self.textarea] = self.fields[self.textarea].removeprefix("\n")
            self.textarea = ""


def form_of(page: str, field: str) -> dict[str, str]:
    """What a browser would send of the form that has this field."""
    forms = [part.partition("</form>")[0] for part in page.split("<form")[1:]]
    (text,) = [part for part in forms if f'name="{field}"' in part]
    reader = _Form()
    reader.feed(f"<form{text}</form>")
    return reader.fields
