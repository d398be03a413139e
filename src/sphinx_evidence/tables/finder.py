"""A table whose rows are found by name: what is kept of it, what a browser loads, what is exported.

A browser loads the names only when somebody turns to the search field: there may be thousands. They stand in a script,
because a page that is opened from a disk may load nothing else.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.environment import BuildEnvironment

from sphinx_evidence.building import app_of
from sphinx_evidence.codes import Code
from sphinx_evidence.data_file import BadDataFile
from sphinx_evidence.kept import Kept

from . import names
from .node import filterable

#: Builders that write a site, which can hold files beside its pages.
SITE_BUILDERS = {"html", "dirhtml"}
STATIC = Path(__file__).parent / "static"

Finder = dict[str, Any]


class TablesDomain(Kept):
    """Keeps what the finders of each page hold, by the name of their files."""

    name = "tables"
    label = "Tables"


def _all(env: BuildEnvironment) -> dict[str, Finder]:
    """Return what is kept of each finder, by the name of its files."""
    pages: dict[str, dict[str, Finder]] = env.get_domain("tables").data["pages"]
    return {name: finder for _, finders in sorted(pages.items()) for name, finder in finders.items()}


def _warn(location: Any, message: str) -> None:
    Code.TABLES_NAMES.warn(message, location=location)


def read_names(env: BuildEnvironment, file: str, node: filterable) -> None:
    """Read the names that ``node`` asks for into it; tell each mistake with its line."""
    path = Path(app_of(env).confdir, file)
    env.note_dependency(str(path))
    try:
        found = names.read(path)
    except BadDataFile as fault:
        place, _, message = str(fault).partition(": ")
        _warn(place, message)
        return
    for problem in found.problems:
        _warn(f"{path}:{problem.line}", problem.message)
    node["finder"] = path.stem
    node["path"] = str(path)
    node["found"] = found


def keep(app: Sphinx, document: nodes.document) -> None:
    """Keep what the finders of a page hold, as plain text, and check that their names lead to rows."""
    for node in document.findall(filterable):
        if "found" not in node:
            continue
        found: names.Names = node.attributes.pop("found")
        if not next(node.findall(nodes.thead), None) or not next(node.findall(nodes.tbody), None):
            continue  # The page is told that it has no table.
        rows = _rows(node)
        node["anchors"] = {row: data["anchor"] for row, data in rows.items()}
        for row, line in dict(reversed(list(found.rows()))).items():
            if row not in rows:
                told = f"no row {row!r} in the table; begin a row with ({node['prefix']}{row})="
                _warn(f"{node['path']}:{line}", told)
        led = {row for row, _ in found.rows()}
        for row in sorted(set(rows) - led):
            _warn(node, f"no name leads to the row {row!r}; name it in {Path(node['path']).name}")
        finders = app.env.get_domain("tables").data["pages"].setdefault(app.env.docname, {})
        finders[node["finder"]] = {
            "docname": app.env.docname,
            "columns": _columns(node),
            "rows": rows,
            "sources": found.sources,
            "script": _script(node["finder"], found, node["anchors"]),
            "names": _listed(found),
            "everyday": sorted(word for group in found.groups for word in group.everyday),
            "of_row": {row: found.of_row(row) for row in rows},
        }


def _columns(node: filterable) -> list[str]:
    return [entry.astext().strip() for entry in next(node.findall(nodes.thead)).findall(nodes.entry)]


def _rows(node: filterable) -> dict[str, dict[str, Any]]:
    """Return the rows that have a target, by its name without the prefix."""
    columns, found = _columns(node), {}
    for row in next(node.findall(nodes.tbody)).children:
        prefix = str(node["prefix"])
        anchor = next((one for part in row.findall(nodes.Element) for one in part["ids"] if one.startswith(prefix)), "")
        if not anchor:
            continue
        cells = {name: _text(entry) for name, entry in zip(columns, row.children, strict=False)}
        cited = [str(one["reftarget"]) for one in row.findall(addnodes.pending_xref) if one["refdomain"] == "cite"]
        keys = list(dict.fromkeys(key.strip() for target in cited for key in target.split(",")))
        found[anchor.removeprefix(prefix)] = {"anchor": anchor, "cells": cells, "references": keys}
    return found


def _text(entry: nodes.Node) -> str:
    """Return what a cell says, without its citations."""
    if isinstance(entry, addnodes.pending_xref) and entry["refdomain"] == "cite":
        return ""
    if isinstance(entry, nodes.Text):
        return str(entry)
    text = "".join(_text(child) for child in entry.children)
    if isinstance(entry, nodes.entry):
        text = " ".join(text.split())
        for sign in ".,;":
            text = text.replace(f" {sign}", sign)
    return text


def _script(name: str, found: names.Names, anchors: dict[str, str]) -> str:
    """Return the script that tells the browser all names; what a group says once is not said twice."""

    def ids(rows: Iterable[str]) -> str:
        return " ".join(anchors[row] for row in rows if row in anchors)

    groups = []
    for group in found.groups:
        things = [
            [
                thing.name,
                "" if thing.kind == group.kind else thing.kind,
                None if thing.rows == group.rows else ids(thing.rows),
                *("|".join(thing.names[sort]) for sort in names.SORTS),
            ]
            for thing in group.things
        ]
        said = ["|".join(group.words), group.note, int(group.aside)]
        groups.append([group.kind, ids(group.rows), *said, things, "|".join(group.everyday)])
    data = json.dumps(groups, ensure_ascii=False, separators=(",", ":"))
    return f"(window.tableNames ||= {{}})[{json.dumps(name)}] = {data};\n"


def _listed(found: names.Names) -> list[dict[str, Any]]:
    """Return every name for machines."""
    listed: list[dict[str, Any]] = []
    for group in found.groups:
        for word in group.words:
            listed.append({"name": word, "sort": "words", "of": "", "is": group.kind, "rows": list(group.rows)})
        for thing in group.things:
            for sort, all_names in (("name", (thing.name,)), *thing.names.items()):
                for name in all_names:
                    of = thing.name
                    listed.append({"name": name, "sort": sort, "of": of, "is": thing.kind, "rows": list(thing.rows)})
    return listed


def version(kept: Finder) -> str:
    """Return what changes in the address of the scripts when they change."""
    scripts = b"".join((STATIC / file).read_bytes() for file in ("finder.js", "finder-answer.js"))
    scripts += str(kept["script"]).encode()
    return hashlib.sha256(scripts).hexdigest()[:8]


def attributes(env: BuildEnvironment, node: filterable) -> dict[str, str]:
    """Return what the page tells its script of the finder."""
    kept = _all(env).get(node.get("finder", ""))
    if kept is None:
        return {}
    told = {"names": node["finder"], "version": version(kept), "ask": node["ask"], "missing": node["missing"]}
    return {f"data-{name}": value for name, value in told.items()}


# -- Export -----------------------------------------------------------------------------------


def as_data(app: Sphinx, name: str) -> dict[str, Any]:
    """Return a finder's rows and names as plain data; ``url`` is relative to the root of the site."""
    kept = _all(app.env)[name]
    page = app.builder.get_target_uri(kept["docname"])
    return {
        "$schema": f"{name}.schema.json",
        "generated_from": f"{app.config.project} {app.config.release}".strip(),
        "sources": kept["sources"],
        "rows": [
            {"id": row, "url": f"{page}#{data['anchor']}", **data["cells"], "references": data["references"]}
            for row, data in kept["rows"].items()
        ],
        "names": kept["names"],
    }


def schema(app: Sphinx, name: str) -> dict[str, Any]:
    """Return the JSON schema of :func:`as_data`."""
    kept = _all(app.env)[name]
    text, texts = {"type": "string"}, {"type": "array", "items": {"type": "string"}}
    cells = {column: text for column in kept["columns"]}
    row_ids = {"type": "array", "items": {"enum": list(kept["rows"])}, "uniqueItems": True}
    one_row = {"id": {"enum": list(kept["rows"])}, "url": {"type": "string", "format": "uri-reference"}}
    one_row |= {**cells, "references": texts}
    one_name = {"name": {"type": "string", "minLength": 1}, "of": text, "is": {"type": "string", "minLength": 1}}
    one_name |= {"sort": {"enum": ["words", "name", *names.SORTS]}, "rows": row_ids}
    parts = {
        "$schema": text,
        "generated_from": text,
        "sources": {"type": "object", "additionalProperties": text},
        "rows": {"type": "array", "minItems": 1, "items": _closed(one_row)},
        "names": {"type": "array", "minItems": 1, "items": _closed(one_name)},
    }
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": name, **_closed(parts)}


def _closed(parts: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of an object that has all of ``parts`` and nothing else."""
    return {"type": "object", "properties": parts, "required": list(parts), "additionalProperties": False}


def as_csv(app: Sphinx, name: str) -> str:
    """Return a finder's rows as a table, with the names that lead to each."""
    kept, table = _all(app.env)[name], io.StringIO()
    writer = csv.writer(table)
    writer.writerow(["id", *kept["columns"], "references", "names"])
    for row, data in kept["rows"].items():
        cells = (data["cells"].get(column, "") for column in kept["columns"])
        lists = ("; ".join(data["references"]), "; ".join(kept["of_row"][row]))
        writer.writerow([_cell(value) for value in (row, *cells, *lists)])
    return table.getvalue()


def _cell(text: str) -> str:
    """Return ``text`` so that no spreadsheet takes it for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@")) else text


def _json(data: dict[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def tell_file(app: Sphinx, name: str) -> str | None:
    """Return the text of the file ``name``, if a finder exports it."""
    stem, _, end = name.partition(".")
    if stem not in _all(app.env):
        return None
    if end == "json":
        return _json(as_data(app, stem))
    if end == "schema.json":
        return _json(schema(app, stem))
    return as_csv(app, stem) if end == "csv" else None


def offer_files(app: Sphinx, config: Config) -> None:
    """Tell of the files where an extension lists them, and of the names where a search asks for them."""
    if "site-file" in app.events.events:
        app.connect("site-file", tell_file)
    if "search-names" in app.events.events:
        app.connect("search-names", tell_names)


def tell_names(app: Sphinx) -> dict[str, tuple[str, str]]:
    """Return the page and the anchor that each name leads to; street names that are everyday words lead nowhere."""
    found: dict[str, tuple[str, str]] = {}
    for kept in _all(app.env).values():
        everyday = set(kept["everyday"])
        for one in kept["names"]:
            if one["sort"] == "maybe" or one["sort"] == "street" and one["name"] in everyday:
                continue
            if one["rows"] and one["rows"][0] in kept["rows"]:
                found.setdefault(one["name"], (kept["docname"], kept["rows"][one["rows"][0]]["anchor"]))
    return found


def write_files(app: Sphinx, exception: Exception | None) -> None:
    """Write script and exports, each whole or not at all."""
    if exception is not None or app.builder.name not in SITE_BUILDERS:
        return
    for stem, kept in _all(app.env).items():
        texts = {f"{stem}.{end}": tell_file(app, f"{stem}.{end}") or "" for end in ("json", "schema.json", "csv")}
        for name, text in {f"_static/names-{stem}.js": str(kept["script"]), **texts}.items():
            target = Path(app.outdir, name)
            part = target.with_name(target.name + ".part")
            part.write_text(text, encoding="utf-8", newline="")
            part.replace(target)
