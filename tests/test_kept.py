"""What rooms keep of the pages is cleared, merged and saved with them; nothing hangs on the environment by itself."""

import ast
import pickle
import re
from pathlib import Path

import pytest

SRC = Path(__file__).parents[1] / "src"
#: Where each domain keeps something by the name of a page.
BY_PAGE = {
    "claims": ["claims", "readers", "ledgers"],
    "literature": ["numbers", "none"],
    "sources": ["places"],
    "downloads": ["pages"],
    "pages": ["pages"],
    "figures": ["pages"],
    "tables": ["pages"],
    "lost_links": ["pages"],
    "twins": ["pages"],
}
#: What is kept beside them that is of no page.
OTHERS = {"builds"}
NAME = "guide/everything"
PAGE = """---
description: Something of everything.
reviewed: 2026-11-20
review_due: 2027-05-20
---
# Everything

{number}`two-bars.text` {cite:p}`singh2019tea`. See {claim}`helps-muscles` and [tea](/guide/tea.md).

{none}`We found no trial of tea with milk <milk>`.

:::{download-list}
claims.json: all claims
:::

:::{overdue-pages}
:::

:::{claim-ledger}
:::

:::{claim} Everything helps.
:id: everything-helps
:verdict: unproven
:certainty: low
:parts: muscles
:references: singh2019tea
:reviewed: 2026-11-20

Because of this.
:::

::::{filterable}
:noun: drinks
:names: data/drinks.yaml
:prefix: drink-

:::{list-table}
:header-rows: 1

* - Drink
  - How hot
* - (drink-tea)=

    Tea
  - Very
:::
::::

:::{chart} bars
:alt: Bars.

Some bars.
:::

(all-things)=
## Things

Words.
"""

SEARCH = """title: Tea with milk
question: Has tea with milk been tested in people?
date: 2026-11-20
review_due: 2027-05-20
by: the editors
limits: An example.
looks:
- {where: An index, query: tea milk, date: 2026-11-20, hits: 0}
"""
NUMBER = """two-bars:
  value: "2"
  text: 2 bars
  source: singh2019tea
  population: bars of an example
  year: 2019
"""
NAMES = """sources:
  menu: The menu of the house
groups:
  - id: teas
    is: a tea
    rows: [tea]
    items:
      green tea: {brands: [Sencha]}
"""


def data(site, doctrees="_build/doctrees"):
    """Return what every domain keeps."""
    return pickle.loads((site.path / doctrees / "environment.pickle").read_bytes()).domaindata


def knows(kept, page):
    """Return where something is kept of ``page``."""
    return {
        f"{domain}: {store}" for domain, stores in BY_PAGE.items() for store in stores if page in kept[domain][store]
    }


@pytest.fixture
def full(whole):
    """The small site with one page more, which has something for each room; read in one process."""
    whole.write(f"docs/{NAME}.md", PAGE)
    whole.replace("docs/guide/index.md", "sleep\n", "sleep\neverything\n")
    whole.write("docs/searches/milk.yaml", SEARCH)
    whole.write("docs/data/numbers.yaml", NUMBER)
    whole.write("data/drinks.yaml", NAMES)
    # One link leads nowhere, which Sphinx says.
    status, said = whole.sphinx()
    assert status and "tea.md" in said
    return whole


def test_each_room_keeps_something_of_a_page_that_has_all(full):
    everywhere = {f"{domain}: {store}" for domain, stores in BY_PAGE.items() for store in stores}
    assert knows(data(full), NAME) == everywhere


def test_several_processes_keep_what_one_keeps(full):
    full.sphinx(output="_build/many", doctrees="_build/many-doctrees", jobs=3)
    one, many = data(full), data(full, "_build/many-doctrees")
    assert {name: many[name] for name in {*BY_PAGE} | OTHERS} == {name: one[name] for name in {*BY_PAGE} | OTHERS}


@pytest.mark.parametrize("gone", [True, False])
def test_page_that_is_gone_or_emptied_leaves_nothing_behind(full, gone):
    if gone:
        (full.path / f"docs/{NAME}.md").unlink()
        full.replace("docs/guide/index.md", "everything\n", "")
    else:
        full.write(f"docs/{NAME}.md", PAGE.split("# Everything")[0] + "# Everything\n\nWords.\n")
    assert full.sphinx() == (0, "")
    assert knows(data(full), NAME) == set()
    full.sphinx(output="_build/clean", doctrees="_build/clean-doctrees")
    after, clean = data(full), data(full, "_build/clean-doctrees")
    assert {name: after[name] for name in BY_PAGE} == {name: clean[name] for name in BY_PAGE}


def test_a_project_knows_the_version_of_what_each_room_keeps(full):
    version = pickle.loads((full.path / "_build/doctrees/environment.pickle").read_bytes()).version
    keep = {path.relative_to(SRC) for path in SRC.rglob("*.py") if "app.add_domain(" in path.read_text()}
    # The domain of sphinxcontrib-bibtex, which is looked up in another way, keeps what the original keeps.
    keep.discard(Path("this_site/speed/indexed_citations.py"))
    assert len(keep) >= 8
    for path in keep:
        assert ".".join(path.parent.parts) in version, path


def test_each_extension_has_the_version_of_the_package():
    for path in SRC.rglob("*.py"):
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.FunctionDef) and node.name == "setup" and "dict" in ast.unparse(node.returns):
                assert ast.unparse(node.body[-1]).startswith("return metadata(app, __name__"), path


def test_what_types_do_not_know_has_its_reason():
    for path in SRC.rglob("*.py"):
        before = ""
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if "type: ignore" in line:
                assert re.search(r"# type: ignore\[[a-z, -]+\]", line), f"{path}:{number}"
                assert before.lstrip().startswith("#") or line.count("#") > 1, f"{path}:{number}"
            before = line


def hung(text):
    """Yield the line of each attribute that is put onto an environment or an application, which are Sphinx's.

    Where an attribute is not Sphinx's, mypy says so, unless it is told to be silent.
    """
    lines = text.splitlines()
    for node in ast.walk(ast.parse(text)):
        targets = getattr(node, "targets", [getattr(node, "target", None)])
        if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
            for target in targets:
                silent = "attr-defined" in lines[node.end_lineno - 1]
                if silent and isinstance(target, ast.Attribute) and _theirs(target.value):
                    yield target.lineno
        if isinstance(node, ast.Attribute) and node.attr == "__dict__" and _theirs(node.value):
            yield node.lineno
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("setattr", "vars") and _theirs(node.args[0]):
            yield node.lineno


def _theirs(node):
    return getattr(node, "id", getattr(node, "attr", "")) in {"env", "app", "_app", "other"}


def test_nothing_hangs_on_the_environment_or_the_application_by_itself():
    found = [f"{path}:{line}" for path in SRC.rglob("*.py") for line in hung(path.read_text())]
    assert found == []
    slips = [
        "env.charts = {}  # type: ignore[attr-defined]",
        "self.env.__dict__.setdefault('x', 1)",
        "setattr(app, 'y', 2)",
        "vars(env)['z'] = 3",
        "app.statuscode = 1",
    ]
    assert sorted(hung("\n".join(slips))) == [1, 2, 3, 4]
