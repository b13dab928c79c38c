"""The words of the product: found in the sources, kept in locale/ar, compiled and checked (no GNU gettext).

Templates go through Django's own templatize and Babel's Python extractor, so contexts, plurals and trimmed
blocks come out as Django will look them up. A catalogue has no dates, no line numbers and one order (by
text), so two branches that add messages merge. bin/messages is the command.
"""

import io
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from babel.messages import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT: Final = Path(__file__).resolve().parent.parent
LANGUAGE: Final = "ar"
NOT_SOURCES: Final = {"tests", "migrations", "benchmarks", "bin", "docs", "static", "locale", "node_modules"}
TEMPLATE_SUFFIXES: Final = {".html", ".txt", ".svg"}
_PLURAL: Final = (
    "nplurals=6; plural=n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : "
    "n%100>=11 && n%100<=99 ? 4 : 5;"
)
_HEADER: Final = f"""# The Arabic words of Sila. After a change of the sources: bin/messages extract
msgid ""
msgstr ""
"Language: {LANGUAGE}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {_PLURAL}\\n"

"""
_KEYWORDS: Final = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}


def catalogue(root: Path = ROOT) -> Path:
    return root / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"


def extract_messages(root: Path = ROOT) -> Catalog:
    """Every message of the sources, without translations."""
    found = _empty()
    for file in _sources(root):
        code = file.read_text(encoding="utf-8")
        if file.suffix in TEMPLATE_SUFFIXES:
            # The text round the messages comes back as rows of X, whose indentation means nothing.
            code = "\n".join(line.strip() for line in templatize(code, origin=str(file)).splitlines())
        for _line, message, _comments, context in extract("python", io.BytesIO(code.encode()), _KEYWORDS):
            if message and message != ("", ""):
                found.add(message, context=context)
    return found


def _sources(root: Path) -> Iterator[Path]:
    for folder in sorted(root.iterdir()):
        if folder.is_dir() and folder.name not in NOT_SOURCES and not folder.name.startswith("."):
            for file in sorted(folder.rglob("*")):
                is_source = file.suffix == ".py" or (
                    file.suffix in TEMPLATE_SUFFIXES and "templates" in file.parts
                )
                if is_source and not NOT_SOURCES.intersection(file.relative_to(root).parts):
                    yield file


def update(root: Path = ROOT) -> str:
    """The text of the catalogue as it should be: what the sources say, with the translations there are."""
    fresh, known = extract_messages(root), read(root)
    for message in fresh:
        old = known.get(message.id, message.context) if message.id else None
        if old is not None and old.id == message.id:
            message.string, message.flags = old.string, message.flags | (old.flags & {"fuzzy"})
    return _text(fresh)


def read(root: Path = ROOT) -> Catalog:
    """The catalogue as it is; an empty one when there is none yet."""
    file = catalogue(root)
    return read_po(io.BytesIO(file.read_bytes()), locale=LANGUAGE) if file.exists() else _empty()


def write(root: Path = ROOT) -> bool:
    """Bring the catalogue up to date; whether that changed it."""
    file, text = catalogue(root), update(root)
    if file.exists() and file.read_text(encoding="utf-8") == text:
        return False
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return True


def compile_messages(root: Path = ROOT) -> Path:
    """The .mo file that Django reads, put in place at once: a running process never sees half of it."""
    target = catalogue(root).with_suffix(".mo")
    half = target.with_suffix(".half")
    with half.open("wb") as file:
        write_mo(file, read(root))
    half.replace(target)
    return target


def problems(root: Path = ROOT) -> list[str]:
    """What keeps the catalogue from being whole, one line each."""
    found = [line for message in read(root) if message.id for line in _problems_of(message)]
    file = catalogue(root)
    if not file.exists() or file.read_text(encoding="utf-8") != update(root):
        found.append("The sources have other messages than locale/ has: run bin/messages extract.")
    return found


def _problems_of(message: Message) -> list[str]:
    name = repr(message.id if isinstance(message.id, str) else message.id[0])
    forms = [message.string] if isinstance(message.string, str) else list(message.string or [""])
    if message.fuzzy:
        return [f"{name} is fuzzy"]
    if not all(forms):
        return [f"{name} has no Arabic" + (" in all six forms" if message.pluralizable else "")]
    if message.pluralizable and len(forms) != 6:
        return [f"{name} has {len(forms)} forms and not six"]
    originals = [message.id] if isinstance(message.id, str) else list(message.id)
    return [
        f"{name}: {wrong}"
        for index, form in enumerate(forms)
        for wrong in _differences(originals, form, index)
    ]


def _differences(originals: list[str], form: str, index: int) -> Iterator[str]:
    """Placeholders, tags and outer line ends that a form lacks or invents."""
    wanted, got = Counter(_placeholders(originals[-1])), Counter(_placeholders(form))
    missing = list((wanted - got).elements())
    # None, one and two are said by the word itself: «دقيقة», «دقيقتين».
    may_lack = 1 if len(originals) > 1 and index < 3 else 0
    if got - wanted or len(missing) > may_lack:
        yield f"placeholders {sorted(wanted.elements())}, in Arabic {sorted(got.elements())}"
    if Counter(_TAG.findall(originals[-1])) != Counter(_TAG.findall(form)):
        yield "the tags differ"
    if (originals[-1][:1] == "\n", originals[-1][-1:] == "\n") != (form[:1] == "\n", form[-1:] == "\n"):
        yield "line ends at the edges differ"


_TAG: Final = re.compile(r"</?[a-zA-Z][a-zA-Z0-9]*")
_PLACEHOLDER: Final = re.compile(r"%\([a-zA-Z_]\w*\)[sdfr]|%[sdr%]|\{[a-zA-Z_]\w*\}")


def _placeholders(text: str) -> list[str]:
    return _PLACEHOLDER.findall(text)


def _empty() -> Catalog:
    return read_po(io.BytesIO(_HEADER.encode()), locale=LANGUAGE)


def _text(messages: Catalog) -> str:
    body = io.BytesIO()
    write_po(body, messages, width=0, no_location=True, omit_header=True, sort_output=True)
    return _HEADER + body.getvalue().decode().strip("\n") + "\n"
