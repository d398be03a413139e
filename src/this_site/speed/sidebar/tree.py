"""A list of links, printed once, that can be had as each of its pages shows it."""

from __future__ import annotations

import re

from sphinx.util.osutil import relative_uri

# Everything that a page can change: where a link leads, and what is marked as current. Beautiful Soup, which wrote the
# list, writes no ">" in attributes.
_TAG = re.compile(r"(<(?:ul|li|a|input)\b[^>]*>|</(?:ul|li)>)")
_INTERNAL = re.compile(r'(?P<before><a class="reference internal" href=")(?P<uri>[^"#]*)(?P<anchor>#?[^"]*)">')


class Tree:
    """The list ``html``, whose links start at the root of the site."""

    def __init__(self, html: str) -> None:
        self.parts = _TAG.split(html)
        #: Links by the page that they lead to: the number of the part, its match.
        self.links: dict[str, list[tuple[int, re.Match[str]]]] = {}
        #: The parts around each link to a page (not to a section of it): lists, items, itself.
        self.around: dict[int, list[int]] = {}
        #: The switches of items that have items below them, by the item.
        self.switches: dict[int, int] = {}
        self._folder: tuple[str, list[str]] | None = None
        self._read()

    def _read(self) -> None:
        open_parts: list[int] = []
        for number in range(1, len(self.parts), 2):
            part = self.parts[number]
            if part.startswith("</"):
                open_parts.pop()
            elif part.startswith("<input"):
                self.switches[open_parts[-1]] = number
            elif not part.startswith("<a"):
                open_parts.append(number)
            elif link := _INTERNAL.fullmatch(part):
                self.links.setdefault(link["uri"], []).append((number, link))
                if not link["anchor"]:
                    self.around[number] = [*open_parts, number]

    def at(self, uri: str) -> str:
        """Return the list for the page at the address ``uri`` from the root of the site."""
        parts = self._from_folder(uri).copy()
        current: set[int] = set()
        for number, link in self.links.get(uri, ()):
            parts[number] = f'{link["before"]}{link["anchor"] or "#"}">'
            current.update(self.around.get(number, ()))
        for number in current:
            parts[number] = _marked(parts[number])
        for switch in (self.switches[number] for number in current if number in self.switches):
            # Beautiful Soup sorts attributes. The title, which comes first, may say anything.
            before, class_, after = parts[switch].rpartition(" class=")
            parts[switch] = f'{before} checked=""{class_}{after}'
        if items := [number for number in current if parts[number].startswith("<li")]:
            parts[max(items)] = parts[max(items)].replace('">', ' current-page">')
        return "".join(parts)

    def _from_folder(self, uri: str) -> list[str]:
        """Return the parts with links that start in the folder of ``uri``; pages of one folder come together."""
        folder = uri.rpartition("/")[0]
        if self._folder is None or self._folder[0] != folder:
            parts = self.parts.copy()
            for target, links in self.links.items():
                # From a page of that folder that is not the target.
                relative = relative_uri(f"{folder}/" if folder else "", target)
                for number, link in links:
                    parts[number] = f'{link["before"]}{relative}{link["anchor"]}">'
            self._folder = folder, parts
        return self._folder[1]


def _marked(tag: str) -> str:
    """Return the opening tag ``tag`` with the class "current" where docutils and Furo put it."""
    if tag.startswith("<a"):
        return tag.replace('class="', 'class="current ', 1)
    if tag.startswith("<li"):
        place = tag.find(" has-children")
        place = place if place >= 0 else tag.index('">')
        return f"{tag[:place]} current{tag[place:]}"
    return tag.replace('class="', 'class="current ', 1) if "class=" in tag else '<ul class="current">'
