"""What an SVG picture may hold: shapes, text and references to itself. Nothing that runs, nothing from elsewhere."""

from __future__ import annotations

import re
from pathlib import Path
from xml.parsers import expat

from .addresses import foreign

#: Elements that run, or hold pages, sound and moving pictures.
REFUSED = {"script", "foreignobject", "iframe", "embed", "object", "audio", "video", "handler", "listener", "canvas"}
#: Elements that change an attribute; they may not change where a link leads.
ANIMATED = {"animate", "set", "animatetransform", "animatemotion"}
LINKS = {"href", "src", "srcset", "from", "to", "values", "by", "ping", "action", "formaction", "poster", "background"}
LINKS |= {"data", "code", "codebase", "archive", "cite", "longdesc", "manifest", "base"}
#: Whose elements an SVG picture may hold none of, whatever they are: a browser runs them as it runs those of a page.
PAGES = "http://www.w3.org/1999/xhtml"
LARGEST = 5_000_000


class _Found(Exception):
    def __init__(self, line: int, what: str) -> None:
        super().__init__(what)
        self.line, self.what = line, what


def _local(name: str) -> str:
    return name.rpartition(":")[2].lower()


def _picture(address: str) -> bool:
    return bool(re.match(r"\s*data:image/(png|jpeg|gif|webp);base64,", address, re.IGNORECASE))


def _style(text: str) -> str:
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    plain = re.sub(r"\\([0-9a-fA-F]{1,6}\s?|.)", "?", text)
    fetches = r"@import|@font-face|expression\s*\(|-moz-binding|behavior\s*:|image-set\s*\(|\b(?:image|src)\s*\("
    if re.search(fetches, plain, re.IGNORECASE):
        return "a style that fetches or runs something"
    for found in re.finditer(r"url\(\s*['\"]?([^)'\"]*)", plain, re.IGNORECASE):
        if not found[1].strip().startswith("#") and not _picture(found[1]):
            return f"a style that fetches {found[1][:40]!r}"
    # Letters written as numbers hide words; a style of a picture has no need of them.
    return "a style with characters written as numbers" if plain != text else ""


def fault(path: Path) -> tuple[int, str] | None:
    """Return the line of the SVG file ``path`` that must not be published and what is there, or None."""
    try:
        content = path.read_bytes()
    except OSError:
        return None  # Sphinx says that it cannot be read
    if len(content) > LARGEST:
        return 1, f"more than {LARGEST // 1_000_000} MB"
    parser = expat.ParserCreate()
    styles: list[str] = []
    spaces: list[dict[str, str]] = [{}]

    def stop(what: str) -> None:
        raise _Found(parser.CurrentLineNumber, what)

    def start(name: str, attributes: dict[str, str]) -> None:
        element = _local(name)
        named = {key.partition(":")[2]: value for key, value in attributes.items() if key.split(":")[0] == "xmlns"}
        spaces.append(spaces[-1] | named)
        if element in REFUSED or spaces[-1].get(name.rpartition(":")[0]) == PAGES:
            stop(f"<{name}>")
        changed = _local(attributes.get("attributeName", ""))
        if element in ANIMATED and (changed in ("href", "src") or changed.startswith("on")):
            stop(f"<{name}> that changes a link")
        if element == "style":
            styles.append("")
        for attribute, value in attributes.items():
            if attribute.startswith("xmlns"):
                continue
            word = _local(attribute)
            if word.startswith("on"):
                stop(f"{attribute}=")
            if word in ("href", "src") and not value.strip().startswith("#") and not _picture(value):
                stop(f"{attribute}={value[:40]!r}")
            if word in LINKS and foreign(value) and not _picture(value):
                stop(f"{attribute}={value[:40]!r}")
            if ("url(" in value.lower() or word == "style") and (what := _style(value)):
                stop(what)

    def text(words: str) -> None:
        if styles:
            styles[-1] += words

    def end(name: str) -> None:
        spaces.pop()
        if _local(name) == "style" and styles and (what := _style(styles.pop())):
            stop(what)

    def doctype(_name: str, system: str | None, _public: str | None, _inside: bool) -> None:
        if system and not re.match(r"https?://www\.w3\.org/", system):
            stop(f"a definition from elsewhere ({system[:40]!r})")

    parser.StartDoctypeDeclHandler = doctype
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.EntityDeclHandler = lambda *_: stop("an entity of its own")
    parser.ProcessingInstructionHandler = lambda target, _: stop(f"<?{target}?>")
    try:
        parser.Parse(content, True)
    except _Found as found:
        return found.line, found.what
    except expat.ExpatError as error:
        return error.lineno, f"no XML ({expat.ErrorString(error.code)})"
    except (ValueError, LookupError) as error:
        return 1, f"no XML ({error})"
    return None
