"""The built site as a reader meets it."""

import functools
import http.server
import json
import os
import posixpath
import re
import subprocess
import threading
import urllib.request
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest
import yaml
from bs4 import BeautifulSoup
from docutils.nodes import make_id

from patience import PATIENCE

HERE = Path(__file__).parent
ROOT = HERE.parent

EXPECTED = yaml.safe_load((HERE / "article-claims.yaml").read_text(encoding="utf-8"))

VERDICTS = {"supported", "partly-supported", "unproven", "misleading", "contradicted", "untraceable"}
CERTAINTIES = {"high", "moderate", "low", "very-low", "not-applicable"}

#: Sellers of kratom, copies of other people's papers, and sites that write without sources.
NEVER_LINKED = re.compile(
    r"(^|\.)(krakenkratom|kratomscience|kratom|bulkkratom\w*|kangakratom|kratom-planet|biologyinsights|docslib|datapdf"
    r"|scribd|documentine|mitragyna|acadiacanna|bestdealbotanicals|ktropix|malehealthreview|maintainingwellbeing"
    r"|studylib|erowid|7ohm|speciosa|fightforbotanicals|ibogaineforkratom|psychedelicreview)\.\w+$"
)

#: Pages on harms: someone in trouble finds help on each.
SAFETY_PAGES = ["index", "article/overview", "article/soreness", "article/side-effects", "guide/kratom-review"]

GENERATED = {"genindex.html", "search.html", "404.html", "kratom-review/index.html"}


def prose(page):
    """Return the article of a parsed page."""
    return page.find("article") or page.body


def test_builds_without_a_warning(site):
    assert site.warnings == ""


# -- Links ------------------------------------------------------------------------------------


def internal_links(site):
    """Yield page, address, target page and fragment of every link inside the site."""
    for name, page in site.pages().items():
        for tag in page.find_all(["a", "link"], href=True):
            parts = urlsplit(tag["href"])
            if parts.scheme or parts.netloc:
                continue
            target = (
                posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(parts.path))) if parts.path else name
            )
            # The page for wrong addresses stands at any depth, so its links begin at the root.
            target = target.lstrip("/")
            yield name, tag["href"], target, unquote(parts.fragment)


def test_every_internal_link_and_fragment_resolves(site):
    ids = {name: {tag["id"] for tag in page.find_all(id=True)} for name, page in site.pages().items()}
    dead = []
    for name, address, target, fragment in internal_links(site):
        there = (site.folder / target).is_file()
        if not there or (fragment and target in ids and fragment not in ids[target]):
            dead.append(f"{name}: {address}")
    assert dead == []


def test_every_page_is_reached_from_the_front_page(site):
    leads = {}
    for name, _, target, _ in internal_links(site):
        leads.setdefault(name, set()).add(target)
    seen, waiting = set(), ["index.html"]
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting.extend(target for target in leads.get(name, ()) if target.endswith(".html"))
    # Only the article leads to the one, only a wrong address to the other.
    assert set(site.pages()) - seen == {"kratom-review/index.html", "404.html"}


def test_no_seller_mirror_or_content_farm_is_linked(site):
    linked = []
    for name, page in site.pages().items():
        for tag in page.find_all(href=True):
            host = (urlsplit(tag["href"]).hostname or "").removeprefix("www.")
            if NEVER_LINKED.search(host):
                linked.append(f"{name}: {tag['href']}")
    assert linked == []


def test_links_to_the_outside_are_encrypted_or_old_archives(site):
    plain = {tag["href"] for page in site.pages().values() for tag in page.find_all("a", href=True)}
    plain = {address for address in plain if address.startswith("http://")}
    # These hosts have no https address that we have seen.
    assert {urlsplit(address).hostname for address in plain} <= {
        "eprints.usm.my",
        "mymedr.afpm.org.my",
        "npis.org",
        "regulations.justia.com",
        "shura.shu.ac.uk",
        "www.poisons.co.nz",
    }


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *args):
        pass


@pytest.fixture(scope="module")
def address(site):
    """Serve the site on loopback, as a plain static host would."""
    handler = functools.partial(Quiet, directory=str(site.folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.mark.parametrize("path", ["/kratom-review", "/kratom-review/"])
def test_the_articles_own_link_arrives(site, address, path):
    with urllib.request.urlopen(address + path, timeout=PATIENCE) as answer:
        page = BeautifulSoup(answer.read(), "html5lib")
        here = answer.url
    refresh = page.find("meta", attrs={"http-equiv": "refresh"})["content"]
    goal = urljoin(here, refresh.partition("url=")[2])
    with urllib.request.urlopen(goal, timeout=PATIENCE) as answer:
        arrived = BeautifulSoup(answer.read(), "html5lib")
    assert goal == f"{address}/guide/kratom-review.html"
    assert "kratom" in arrived.h1.get_text().lower()
    # The same for a reader whose browser does not follow refreshes.
    assert urljoin(here, page.find("a")["href"]) == goal


# -- Claims -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def exported(site):
    return json.loads((site.folder / "claims.json").read_text(encoding="utf-8"))


def test_each_claim_of_the_article_is_listed_once():
    assert len(EXPECTED) == len({claim["id"] for claim in EXPECTED}) > 0


def test_json_lists_each_claim_once(exported):
    assert Counter(claim["id"] for claim in exported["claims"]) == Counter(claim["id"] for claim in EXPECTED)
    assert exported["counts"]["total"] == len(EXPECTED)
    assert sum(exported["counts"]["verdict"].values()) == len(EXPECTED)


@pytest.mark.parametrize("listed", EXPECTED, ids=lambda claim: claim["id"])
def test_each_claim_stands_once_and_is_judged(site, exported, listed):
    claim = next(claim for claim in exported["claims"] if claim["id"] == listed["id"])
    assert set(claim["parts"]) == set(listed["parts"])
    assert claim["verdict"] in VERDICTS
    assert claim["certainty"] in CERTAINTIES
    assert claim["references"] or claim["certainty"] == "not-applicable"
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", claim["reviewed"])
    assert len(claim["explanation"].split()) >= 12
    boxes = [(name, page.find(id=f"claim-{claim['id']}")) for name, page in site.pages().items()]
    boxes = [(name, box) for name, box in boxes if box]
    assert [f"{name}#{box['id']}" for name, box in boxes] == [claim["url"]]
    box = boxes[0][1]
    assert len(box.select(".verdict-chip")) == len(box.select(".certainty-chip")) == 1
    assert len(box.select(".claim-sources a")) == len(claim["references"])


#: The page (or pages) of each part of the article.
PART_PAGES = {
    "summary": "article/overview",
    "introduction": "article/overview",
    "soreness": "article/soreness",
    "compounds": "article/compounds",
    "hair-loss": "article/side-effects",
    "conclusion": "article/conclusion",
    "resources": "reference/resources",
    "author": "article/author",
}


@pytest.mark.parametrize("listed", EXPECTED, ids=lambda claim: claim["id"])
def test_each_claim_is_on_or_linked_from_the_page_of_every_part_that_makes_it(site, exported, listed):
    url = next(claim["url"] for claim in exported["claims"] if claim["id"] == listed["id"])
    home = url.partition("#")[0].removesuffix(".html")
    pages = {PART_PAGES[part] for part in listed["parts"]}
    assert home in pages
    for name in pages - {home}:
        links = {
            posixpath.normpath(posixpath.join(posixpath.dirname(name), tag["href"]))
            for tag in prose(site.pages()[f"{name}.html"]).find_all("a", href=True)
        }
        assert url in links, f"{name} does not lead to {url}"


def test_ledger_shows_every_claim_with_the_exported_verdict(site, exported):
    rows = site.pages()["evidence/claims.html"].select("table.claim-ledger tbody tr")
    shown = [
        (row.a["href"].partition("#claim-")[2], [c for c in row["class"] if c.startswith("verdict-")]) for row in rows
    ]
    assert shown == [(claim["id"], [f"verdict-{claim['verdict']}"]) for claim in exported["claims"]]


def test_no_trial_on_soreness_is_said_early(site):
    for name in ("index.html", "article/overview.html"):
        text = " ".join(prose(site.pages()[name]).get_text(" ").split())
        assert re.search(r"no (clinical |finished )?(trial|study)|not tested|never tested", text[:1200], re.I), name


@pytest.mark.parametrize(
    "claim_id, verdict",
    {
        "non-opioid-pain-management": "misleading",
        "relieves-muscle-soreness": "unproven",
        "generally-safe": "misleading",
        "pharmacognosy-2017-allodynia": "untraceable",
        "pharmacognosy-2017-pathways": "untraceable",
        "ethnopharmacology-2017-hair": "untraceable",
    }.items(),
)
def test_judgements_that_the_evidence_settles(exported, claim_id, verdict):
    assert next(claim for claim in exported["claims"] if claim["id"] == claim_id)["verdict"] == verdict


def test_harms_stand_where_the_article_says_generally_safe(site):
    page = prose(site.pages()["article/overview.html"]).get_text(" ").lower()
    for harm in (
        "liver",
        "depend",
        "withdrawal",
        "muscle aches",
        "interact",
        "seizure",
        "contaminat",
        "7-oh",
        "overdose deaths",
    ):
        assert harm in page, harm


# -- Sources ----------------------------------------------------------------------------------


def test_every_source_is_cited_and_every_citation_is_a_source(site):
    data = site.env.domaindata["cite"]
    entries = set(data["bibdata"].data.entries)
    cited = {target.key for reference in data["citation_refs"] for target in reference.targets}
    assert entries - cited == set()
    assert cited - entries == set()
    listed = [tag["id"].removeprefix("source-") for page in site.pages().values() for tag in page.select(".citation")]
    assert sorted(listed) == sorted(make_id(key) for key in entries)
    labels = [tag.get_text() for page in site.pages().values() for tag in page.select(".citation > .label")]
    assert len(set(labels)) == len(listed)


RESOURCES = [
    "National Institutes of Health",
    "PubMed",
    "WebMD",
    "Medical News Today",
    "Kratom Review",
    "American Botanical Council",
    "NCCIH",
]


def test_the_seven_resources_are_described_and_in_the_bibliography(site):
    page = prose(site.pages()["reference/resources.html"])
    heads = [head.get_text() for head in page.find_all(["h2", "h3"])]
    for name in RESOURCES:
        section = next((head for head in page.find_all(["h2", "h3"]) if name in head.get_text()), None)
        assert section, f"{name} is not among {heads}"
        section = section.find_parent("section")
        assert "#source-listed_" in str(section) or "#source-listed-" in str(section), name
        text = section.get_text(" ")
        for label in ("Who runs it", "Good for", "On kratom", "Open this page", "How far to trust it"):
            assert label in text, f"{name}: {label}"


# -- Pages ------------------------------------------------------------------------------------


def test_front_matter_is_complete(site):
    for docname in site.env.found_docs:
        matter = site.env.metadata[docname]
        for field in ("description", "reviewed", "review_due"):
            assert matter.get(field), f"{docname}: {field}"


def test_descriptions_differ(site):
    descriptions = Counter(site.env.metadata[docname]["description"] for docname in site.env.found_docs)
    assert [text for text, number in descriptions.items() if number > 1] == []


def test_one_h1_and_at_most_two_admonitions(site):
    for name, page in site.pages().items():
        if name == "search.html":
            continue  # furo's search page has no heading of its own yet
        assert len(page.find_all("h1")) == 1, name
        assert len(page.select(".admonition")) <= 2, name


def test_headings_do_not_skip_a_level(site):
    for name, page in site.pages().items():
        levels = [int(head.name[1]) for head in prose(page).find_all(re.compile(r"h[1-6]"))]
        for before, after in zip(levels, levels[1:], strict=False):
            assert after <= before + 1, f"{name}: h{before} then h{after}"


@pytest.mark.parametrize("name", SAFETY_PAGES)
def test_help_is_on_every_safety_page(site, name):
    page = prose(site.pages()[f"{name}.html"])
    assert page.find("a", href="tel:+18002221222"), name
    assert "1-800-222-1222" in page.get_text()
    assert re.search(r"local\s+emergency\s+number", page.get_text())


def test_every_verdict_and_certainty_is_defined_on_the_method_page(site):
    ids = {tag["id"] for tag in site.pages()["evidence/method.html"].find_all(id=True)}
    assert {f"verdict-{word}" for word in VERDICTS} <= ids
    assert {f"certainty-{word}" for word in CERTAINTIES} <= ids


#: What was typed into a search, and the titles that it gave: kept as they stand.
OTHERS_WORDS = ".search table, .search ul"


def test_words_that_a_careful_site_does_not_use(site):
    found = []
    for name, page in site.pages().items():
        if name in GENERATED or name.startswith("reference/sources/"):
            continue
        article = BeautifulSoup(str(prose(page)), "html5lib")
        for part in article.select(OTHERS_WORDS):
            part.decompose()
        text = article.get_text(" ")
        for word in (
            r"\bproven\b",
            r"\bdelve",
            r"comprehensive",
            r"important to note",
            r"\be\.g\.",
            r"\bi\.e\.",
            r"\betc\b",
        ):
            for hit in re.finditer(word, text, re.I):
                found.append(f"{name}: …{' '.join(text[max(0, hit.start() - 40) : hit.end() + 20].split())}…")
    assert found == []


def test_nothing_of_the_makers_machine_is_in_the_site(site):
    for name in site.pages():
        text = (site.folder / name).read_text(encoding="utf-8")
        assert str(ROOT) not in text, name


#: Words of the glossary that also stand in everyday senses ("pain tolerance", "opioid receptor").
EVERYDAY = {"kratom", "opioid", "tolerance", "verdict", "withdrawal", "dependence"}
#: Where a word is not the page's own prose.
NOT_PROSE = (
    "h1, h2, h3, h4, caption, .claim-words, .claim-meta, .claim-list, .claim-verdict, .bibtex-citation, .page-dates,"
    " .admonition-title, .toctree-wrapper, .claim-ledger, .chart-data, .search,"
    " .search-table"
)


def test_technical_terms_link_to_the_glossary_at_first_use(site):
    groups = []
    for definition in site.pages()["reference/glossary.html"].select("dl.glossary dd"):
        names = {}
        before = definition.find_previous_sibling()
        while before is not None and before.name == "dt":
            names[before["id"]] = before.find(string=True).strip()
            before = before.find_previous_sibling()
        groups.append(names)
    assert len(groups) > 50
    unlinked = []
    for name, page in site.pages().items():
        if name in GENERATED | {"reference/glossary.html"} or name.startswith("reference/sources/"):
            continue
        article = BeautifulSoup(str(prose(page)), "html5lib")
        for part in article.select(NOT_PROSE):
            part.decompose()
        texts = [(text, text.find_parent("a")) for text in article.find_all(string=True)]
        for names in groups:
            if EVERYDAY & set(names.values()):
                continue
            words = re.compile(rf"(?<![\w-])({'|'.join(map(re.escape, names.values()))})s?(?![\w-])", re.I)
            for text, link in texts:
                if link is not None:
                    if link.get("href", "").rpartition("#")[2] in names:
                        break
                elif words.search(text):
                    unlinked.append(f"{name}: {words.search(text)[0]} in '{' '.join(text.split())[:70]}'")
                    break
    assert unlinked == []


# -- Dates ------------------------------------------------------------------------------------


def last_change(path, root=ROOT):
    """Return the day of the file's last commit, today if it has changes not yet committed, None without git."""

    def git(*arguments):
        return subprocess.run(["git", *arguments], cwd=root, capture_output=True, text=True, check=True).stdout.strip()

    try:
        if git("status", "--porcelain", "--", path):
            return datetime.now(UTC).date()
        # A day's grace for whoever commits west of Greenwich.
        return date.fromisoformat(git("log", "-1", "--format=%cs", "--", path)) + timedelta(days=1)
    except (OSError, subprocess.CalledProcessError, ValueError):
        return None


def too_early(reviewed, changed):
    """Say whether a review date claims a review after the page was last touched."""
    return changed is not None and reviewed > changed


def test_no_page_claims_a_review_after_its_last_change(site):
    found = []
    for docname, matter in site.env.metadata.items():
        changed = last_change(f"docs/{docname}.md")
        if too_early(date.fromisoformat(str(matter["reviewed"])), changed):
            found.append(f"{docname}: reviewed {matter['reviewed']}, last changed {changed}")
    assert found == []


def test_review_after_the_last_change_is_noticed(tmp_path):
    day = {"GIT_COMMITTER_DATE": "2026-11-20T12:00:00+00:00", "GIT_AUTHOR_DATE": "2026-11-20T12:00:00+00:00"}
    who = {f"GIT_{role}_{what}": "x@example.org" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    (tmp_path / "page.md").write_text("reviewed: 2026-12-01\n")
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "A page"]):
        subprocess.run(["git", *command], cwd=tmp_path, check=True, env={**os.environ, **day, **who})
    changed = last_change("page.md", tmp_path)
    assert changed == date(2026, 11, 21)
    assert too_early(date(2026, 12, 1), changed)
    assert not too_early(date(2026, 11, 20), changed)
