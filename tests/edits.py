"""Edits of a site at random, each of which leaves the site without a fault."""

import copy
import os
import random
import re

FRONT = "---\ndescription: {title}.\nreviewed: 2026-11-20\nreview_due: 2027-05-20\n---\n# {title}\n\n"
DOT = '<svg xmlns="http://www.w3.org/2000/svg" width="{size}" height="10"><circle cx="5" cy="5" r="5"/></svg>\n'
CLAIM = (
    ":::{{claim}} {words}.\n:id: {name}\n:verdict: {verdict}\n:certainty: low\n:parts: author\n"
    ":references: {key}\n:reviewed: 2026-11-20\n\nBecause of {{cite:p}}`{key}`.\n:::\n"
)
VERDICTS = ("supported", "partly-supported", "unproven", "misleading", "contradicted", "untraceable")
BIB, LIST, GLOSSARY = "docs/references.bib", "tests/article-claims.yaml", "docs/reference/glossary.md"
#: Pages that files beside the pages link to.
FIXED = (GLOSSARY, "docs/reference/bibliography.md", "docs/evidence/claims.md", "docs/guide/kratom-review.md")


class Editor:
    """Edits ``site`` (a `whole.Whole`) by chance; the same ``seed`` makes the same edits.

    What an edit adds stands in paragraphs and files of its own with a number of its own, so that a later edit can
    change it or take it out. No kind of edit has a second turn before each has had one.
    """

    def __init__(self, site, seed: int):
        self.site = site
        self.chance = random.Random(seed)
        self.number = 0
        #: What was added and is still there: by kind, names.
        self.made: dict[str, list[str]] = {}
        self.edits = [
            getattr(self, name)
            for name in sorted(vars(type(self)))
            if not name.startswith("_") and name not in ("edit",)
        ]
        self.to_come: list = []
        #: The files before the last edit, and what was there of what this has made.
        self.before: tuple[dict, dict] = {}, {}

    def edit(self, kind: str = "") -> str:
        """Make one edit, of the ``kind`` that a method here is called by or of any; return what it was."""
        while True:
            if not self.to_come:
                self.to_come = self.chance.sample(self.edits, len(self.edits))
            before = self._files(), copy.deepcopy(self.made)
            # Some need what another one makes first.
            made = getattr(self, kind)() if kind else self.to_come.pop()()
            if made:
                self.before = before
                return made

    # -- Help ---------------------------------------------------------------------------------

    def _next(self) -> int:
        self.number += 1
        return self.number

    def _pages(self) -> list[str]:
        docs = self.site.path / "docs"
        pages = sorted(str(path.relative_to(self.site.path)) for path in docs.rglob("*.md"))
        return [name for name in pages if "/_" not in name]

    def _page(self) -> str:
        return self.chance.choice(self._pages())

    def _text_page(self) -> str:
        """Return a page whose end is a good place for a heading."""
        pages = [name for name in self._pages() if not name.endswith(("index.md", "glossary.md", "bibliography.md"))]
        return self.chance.choice(pages)

    def _files(self) -> dict[str, bytes]:
        folders = [path for path in (self.site.path / "docs").iterdir() if path.name not in ("_extra",)]
        paths = [path for folder in folders for path in (folder, *folder.rglob("*"))]
        paths += [self.site.path / LIST, self.site.path / "conf.py"]
        return {str(path.relative_to(self.site.path)): path.read_bytes() for path in paths if path.is_file()}

    def _made(self, kind: str) -> str | None:
        names = self.made.get(kind)
        return self.chance.choice(names) if names else None

    def _add(self, kind: str, name: str) -> str:
        self.made.setdefault(kind, []).append(name)
        return name

    def _drop(self, kind: str, name: str) -> None:
        self.made[kind].remove(name)

    def _write(self, name: str, text: str | bytes) -> None:
        self.site.write(name, text)
        # Some programs keep the time that a file had elsewhere.
        if self.chance.random() < 0.2:
            os.utime(self.site.path / name, (1_000_000_000, 1_000_000_000))

    def _put(self, page: str, text: str) -> None:
        self._write(page, self.site.read(page).rstrip("\n") + f"\n\n{text}\n")

    def _everywhere(self, pattern: str, new: str) -> None:
        """Replace ``pattern`` on every page."""
        names = [*self._pages(), "docs/_includes/help-now.md"]
        for name in names:
            text = self.site.read(name)
            if (changed := re.sub(pattern, new, text)) != text:
                self._write(name, changed)

    def _without_paragraph(self, mark: str) -> None:
        """Take out every paragraph that holds ``mark``."""
        for name in self._pages():
            parts = self.site.read(name).split("\n\n")
            kept = [part for part in parts if mark not in part]
            if kept != parts:
                self._write(name, "\n\n".join(kept).rstrip("\n") + "\n")

    def _keys(self) -> list[str]:
        # Sources of the site that are cited, so that another citation needs no new entry.
        return re.findall(r"@\w+\{(\w+),", self.site.read(BIB))

    # -- Words, titles, headings --------------------------------------------------------------

    def change_words(self):
        page = self._page()
        self._put(page, f"Words {self._next()} with {self.chance.choice(['sleep', 'tea', 'zebra'])}.")
        return f"more words on {page}"

    def change_title(self):
        page = self._page()
        text = self.site.read(page)
        self._write(page, re.sub(r"(?m)^# (.*)$", rf"# \1 {self._next()}", text, count=1))
        return f"another title of {page}"

    def add_heading(self):
        page = self._text_page()
        self._put(page, f"## Heading {self._next()}\n\nUnder it.")
        return f"a heading on {page}"

    def change_description(self):
        page = self._page()
        self._write(page, re.sub(r"(?m)^description: .*$", f"description: Text {self._next()}.", self.site.read(page)))
        return f"another description of {page}"

    def change_dates(self):
        page = self._page()
        due = self.chance.choice(["2026-11-22", "2027-05-21", "2027-06-01"])  # the first is over
        day = f"2026-11-{self.chance.randint(10, 20)}"
        text = re.sub(r"(?m)^reviewed: .*$", f"reviewed: {day}", self.site.read(page), count=1)
        self._write(page, re.sub(r"(?m)^review_due: .*$", f"review_due: {due}", text))
        return f"other dates of {page}"

    # -- Pages --------------------------------------------------------------------------------

    def add_page(self):
        folder = self.chance.choice(["article", "guide", "evidence", "reference"])
        number = self._next()
        name = self._add("page", f"docs/{folder}/new-{number}.md")
        self._write(name, FRONT.format(title=f"New {number}") + f"Words of page {number}.\n")
        self._enter(folder, f"new-{number}")
        self._put(self._page(), f"Link to page: [there](/{folder}/new-{number}.md).")
        return f"page {name}"

    def _enter(self, folder, entry):
        index = f"docs/{folder}/index.md"
        lines = self.site.read(index).split("\n")
        start = next(number for number, line in enumerate(lines) if line.startswith("```{toctree}"))
        first = next(number for number in range(start, len(lines)) if re.match(r"[\w<]", lines[number]))
        last = next(number for number in range(first, len(lines)) if lines[number].startswith("```"))
        lines.insert(self.chance.randint(first, last), entry)
        self._write(index, "\n".join(lines))

    def _leave(self, folder, entry):
        index = f"docs/{folder}/index.md"
        self._write(index, re.sub(rf"(?m)^{entry}\n", "", self.site.read(index)))

    def rename_page(self):
        old = self.chance.choice([page for page in self._pages() if self._may_move(page)])
        return self._move(old, re.sub(r"[^/]+\.md$", f"named-{self._next()}.md", old))

    def _may_move(self, page):
        return page.count("/") == 2 and not page.endswith("index.md") and page not in FIXED

    def move_page(self):
        old = self._made("page")
        if not old:
            return None
        folder = self.chance.choice(["article", "guide", "evidence", "reference"])
        return self._move(old, re.sub(r"docs/\w+/", f"docs/{folder}/", old))

    def _move(self, old, new):
        if old == new:
            return None
        (self.site.path / old).rename(self.site.path / new)
        (_, before, one), (_, after, other) = (name.removesuffix(".md").split("/") for name in (old, new))
        self._leave(before, one)
        self._enter(after, other)
        self._everywhere(rf"\(/{before}/{one}\.md\)", f"(/{after}/{other}.md)")
        self._everywhere(rf"\{{doc\}}`/?(\w+/)?{one}`", f"{{doc}}`/{after}/{other}`")
        if old in self.made.get("page", []):
            self._drop("page", old)
            self._add("page", new)
        return f"{old} is now {new}"

    def delete_page(self):
        page = self._made("page")
        # What others link to must stay; a page of words alone may go.
        if not page or re.search(r"^\(|claim\}|glossary|alt:|download", self.site.read(page), re.MULTILINE):
            return None
        (self.site.path / page).unlink()
        _, folder, name = page.removesuffix(".md").split("/")
        self._leave(folder, name)
        self._without_paragraph(f"(/{folder}/{name}.md)")
        self._everywhere(rf" and \{{doc\}}`/{folder}/{name}`", "")
        self._drop("page", page)
        return f"{page} is gone"

    def change_order(self):
        index = f"docs/{self.chance.choice(['article', 'guide', 'evidence'])}/index.md"
        text = self.site.read(index)
        body = re.search(r"(?s)```\{toctree\}\n(?::.*?\n)*\n?(.*?)```", text)
        entries = body[1].split("\n")[:-1]
        self.chance.shuffle(entries)
        self._write(index, text[: body.start(1)] + "\n".join(entries) + "\n" + text[body.end(1) :])
        return f"another order in {index}"

    # -- Claims -------------------------------------------------------------------------------

    def change_verdict(self):
        page, name = self._a_claim()
        text = self.site.read(page)
        before = re.search(rf":id: {name}\n:verdict: (.*)\n", text)[1]
        verdict = self.chance.choice([word for word in VERDICTS if word != before])
        self._write(page, re.sub(rf"(:id: {name}\n:verdict:) .*", rf"\1 {verdict}", text))
        return f"the verdict of {name} is {verdict}"

    def change_claim(self):
        page, name = self._a_claim()
        text = self.site.read(page)
        self._write(page, re.sub(rf"(\{{claim\}} .*?)\.?(\n:id: {name}\n)", rf"\1 {self._next()}.\2", text))
        return f"other words of the claim {name}"

    def _claims(self) -> list[tuple[str, str]]:
        """Return page and name of each claim."""
        pages = ((page, self.site.read(page)) for page in self._pages())
        return [(page, name) for page, text in pages for name in re.findall(r"\{claim\} .*\n:id: (.*)\n", text)]

    def _a_claim(self) -> tuple[str, str]:
        return self.chance.choice(self._claims())

    def add_claim(self):
        name = f"added-{self._next()}"
        page, _ = self._a_claim()
        verdict, key = self.chance.choice(VERDICTS), self.chance.choice(self._keys())
        self._put(page, CLAIM.format(words=f"It is {name}", name=name, verdict=verdict, key=key))
        self._write(LIST, self.site.read(LIST).rstrip("\n") + f"\n- id: {name}\n  parts: [author]\n")
        self._put(self._page(), f"Link to claim: {{claim}}`{name}`, {{claim}}`so <{name}>`.")
        return f"claim {name} on {page}"

    def drop_claim(self):
        # What a search bears on has to be there.
        asked = "".join(file.read_text(encoding="utf-8") for file in self.site.path.glob("docs/searches/*.yaml"))
        free = [(page, name) for page, name in self._claims() if name not in asked]
        if len(free) < 3:
            return None
        page, name = self.chance.choice(free)
        self._write(page, re.sub(rf"(?s):::\{{claim\}} [^\n]*\n:id: {name}\n.*?\n:::\n", "", self.site.read(page)))
        # Others speak of it no more.
        self._everywhere(rf"\{{claim\}}`{name}`", "what it said")
        self._everywhere(rf"\{{claim\}}`([^`<]*?)\s*<{name}>`", r"\1")
        self._write(LIST, re.sub(rf"(?m)^- id: {name}\n(  .*\n?)*", "", self.site.read(LIST)))
        return f"claim {name} is gone"

    # -- Sources ------------------------------------------------------------------------------

    def add_citation(self):
        number, page = self._next(), self._page()
        self._put(page, f"Cited {number}: {{cite:p}}`{self.chance.choice(self._keys())}`.")
        return f"citation {number} on {page}"

    def move_citation(self):
        pages = ((page, self.site.read(page)) for page in self._pages())
        found = [(page, place) for page, text in pages for place in re.finditer(r" \{cite:p\}`([^`]+)`", text)]
        # A page that rests on a search has to cite what the search kept.
        kept = "".join(file.read_text(encoding="utf-8") for file in self.site.path.glob("docs/searches/*.yaml"))
        found = [(page, place) for page, place in found if not any(key in kept for key in place[1].split(","))]
        old, place = self.chance.choice(found)
        new = self._page()
        self._write(old, place.string[: place.start()] + place.string[place.end() :])
        self._put(new, f"Moved {self._next()}: {{cite:p}}`{place[1]}`.")
        return f"citation of {place[1]} from {old} to {new}"

    def change_source(self):
        field, value = self.chance.choice(
            [("year", str(self.chance.randint(2001, 2026))), ("journal", f"Journal {self._next()}")]
        )
        places = list(re.finditer(rf"(?m)^  {field} = \{{.*\}},$", self.site.read(BIB)))
        place = self.chance.choice(places)
        text = self.site.read(BIB)
        self._write(BIB, f"{text[: place.start()]}  {field} = {{{value}}},{text[place.end() :]}")
        return f"a source has the {field} {value}"

    def add_source(self):
        key = f"added{self._next()}"
        entry = (
            f"\n@misc{{{key},\n  author = {{Singh, D. {self.number}}},\n  title = {{{{Source {self.number}}}}},\n"
            "  year = {2019},\n  kind = {survey},\n}\n"
        )
        self._write(BIB, self.site.read(BIB) + entry)
        self._put(self._page(), f"Cited: {{cite:p}}`{key}`.")
        return f"source {key}"

    # -- Figures and pictures -----------------------------------------------------------------

    def add_figure(self):
        if len(self.made.get("figure", [])) > 2:
            return None
        name, key = self._add("figure", f"figure-{self._next()}"), self.chance.choice(self._keys())
        self._write(
            f"docs/figures/{name}.py",
            'COLUMNS = {"what": str, "number": float}\nHEIGHT = 1.5\n\n\ndef draw(figure, rows, look):\n'
            '    figure.subplots().plot([row["number"] for row in rows], color=look.accent)\n',
        )
        self._write(f"docs/figures/{name}.csv", f"what,number,source\nOne,{self.number},{key}\nTwo,2,{key}\n")
        page = self._page()
        self._put(page, f":::{{chart}} {name}\n:alt: A line of {name}.\n\nCaption of {name}.\n:::")
        return f"{name} on {page}"

    def change_figure(self):
        name = self._made("figure")
        if not name:
            return None
        text = self.site.read(f"docs/figures/{name}.csv")
        self._write(f"docs/figures/{name}.csv", re.sub(r"Two,2,(\w+)", rf"Row {self._next()},3,\1\nTwo,2,\1", text))
        return f"other numbers of {name}"

    def drop_figure(self):
        name = self._made("figure")
        if not name:
            return None
        self._everywhere(rf"(?s):::\{{chart\}} {name}\n.*?\n:::\n", "")
        for ending in ("py", "csv"):
            (self.site.path / f"docs/figures/{name}.{ending}").unlink()
        self._drop("figure", name)
        return f"{name} is gone"

    def add_picture(self):
        # Two folders, so that names meet in the output.
        folder = self.chance.choice(["guide", "evidence"])
        name = f"{folder}/dot-{self.chance.randint(1, 3)}.svg"
        if name not in self.made.get("picture", []):
            self._add("picture", name)
            self._write(f"docs/{name}", DOT.format(size=10 + self._next()))
        page = self._page()
        self._put(page, f"![A dot](/{name})")
        return f"{name} on {page}"

    def change_picture(self):
        name = self._made("picture")
        if not name:
            return None
        self._write(f"docs/{name}", DOT.format(size=10 + self._next()))
        return f"another {name}"

    def drop_picture(self):
        name = self._made("picture")
        if not name:
            return None
        self._without_paragraph(f"(/{name})")
        if self.chance.random() < 0.5:
            (self.site.path / "docs" / name).unlink()
            self._drop("picture", name)
        return f"{name} is shown no more"

    def add_download(self):
        name = self._add("download", f"data-{self._next()}.txt")
        self._write(f"docs/guide/{name}", f"Data {self.number}\n")
        page = self._page()
        self._put(page, f"Take {{download}}`/guide/{name}`.")
        return f"{name} on {page}"

    def drop_download(self):
        name = self._made("download")
        if not name:
            return None
        self._without_paragraph(f"`/guide/{name}`")
        self._drop("download", name)
        return f"{name} is offered no more"

    # -- Terms, labels, index, includes -------------------------------------------------------

    def add_term(self):
        name = f"word-{self._next()}"
        text = self.site.read(GLOSSARY)
        self._write(GLOSSARY, text.replace(":sorted:\n\n", f":sorted:\n\n{name}\n  Meaning {self.number}.\n\n", 1))
        self._put(self._page(), f"A term: {{term}}`{name}`.")
        return f"term {name}"

    def rename_term(self):
        text = self.site.read(GLOSSARY)
        start = text.index(":sorted:\n") + len(":sorted:\n")
        old = self.chance.choice(re.findall(r"(?m)^\w.*$", text[start : text.index("```", start)]))
        new = f"{old} {self._next()}"
        self._write(GLOSSARY, re.sub(rf"(?m)^{re.escape(old)}$", new, text))
        told = re.escape(old).replace(r"\ ", r"\s+")
        self._everywhere(rf"(?i)\{{term\}}`{told}`", f"{{term}}`{new}`")
        self._everywhere(rf"(?i)(\{{term\}}`[^`<]*)<{told}>`", rf"\1<{new}>`")
        return f"term {old} is now {new}"

    def add_label(self):
        name, page = self._add("label", f"label-{self._next()}"), self._text_page()
        self._put(page, f"({name})=\n## Labelled {self.number}\n\nWords under {name}.")
        self._put(self._page(), f"See {{ref}}`{name}`.")
        return f"{name} on {page}"

    def change_label(self):
        name = self._made("label")
        if not name:
            return None
        if self.chance.random() < 0.5:
            self._everywhere(rf"\({name}\)=\n## Labelled \d+", f"({name})=\n## Labelled {self._next()}")
            return f"another heading at {name}"
        new = f"label-{self._next()}"
        self._everywhere(rf"\({name}\)=", f"({new})=")
        self._everywhere(rf"\{{ref\}}`{name}`", f"{{ref}}`{new}`")
        self._drop("label", name)
        self._add("label", new)
        return f"{name} is now {new}"

    def move_label(self):
        name = self._made("label")
        if not name:
            return None
        page = self._text_page()
        self._everywhere(rf"\({name}\)=\n## Labelled", "## Labelled")
        self._put(page, f"({name})=\n## Labelled {self._next()}\n\nWords under {name} now.")
        return f"{name} is on {page}"

    def add_index_entry(self):
        name, page = self._add("entry", f"entry-{self._next()}"), self._text_page()
        shape = self.chance.choice(["{0}", "tea; {0}", "{0}, {0} and more", "see: {0}; tea", "!{0}"])
        self._put(page, f"```{{index}} {shape.format(name)}\n```\n\nIndexed {name}.")
        return f"{name} on {page}"

    def drop_index_entry(self):
        name = self._made("entry")
        if not name:
            return None
        self._everywhere(rf"```\{{index\}} [^\n]*\b{name}\b[^\n]*\n```\n", "")
        self._drop("entry", name)
        return f"{name} is gone"

    def change_include(self):
        name = "docs/_includes/help-now.md"
        self._write(name, self.site.read(name) + f"\nMore help {self._next()}.\n")
        return "the included file"

    def use_include(self):
        page = self._text_page()
        self._put(page, "```{include} /_includes/help-now.md\n```")
        return f"the included file on {page}"

    # -- The whole site -----------------------------------------------------------------------

    def take_back(self):
        if not self.before[0]:
            return None
        now, (before, self.made) = self._files(), self.before
        for name in now.keys() - before.keys():
            (self.site.path / name).unlink()
        for name, content in before.items():
            if now.get(name) != content:
                self._write(name, content)
        return "all as it was before the last edit"

    def change_look(self):
        name, more = self.chance.choice([("site.css", ".look-{0} {{ color: red }}"), ("site.js", "// Look {0}.")])
        name = f"docs/_static/{name}"
        self._write(name, f"{self.site.read(name)}\n{more.format(self._next())}\n")
        return f"another {name}"

    def change_settings(self):
        setting = self.chance.choice(["pages_licence", "html_title", "claims_article", "copyright"])
        text = self.site.read("conf.py")
        self._write("conf.py", f'{text}\n{setting} = "Setting {self._next()}"\n')
        return f"{setting} in conf.py"
