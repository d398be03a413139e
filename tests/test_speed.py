"""What makes builds quicker changes nothing but the time."""

import gc
import logging
import pickle
import weakref
from types import SimpleNamespace

import docutils.utils
import pytest
import sphinx.builders.html
import sphinx.events
import yaml
from docutils import nodes
from docutils.frontend import get_default_settings
from docutils.parsers.rst import Parser
from docutils.readers import standalone
from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode
from sphinx.environment.adapters import toctree as toctree_adapter
from sphinx.util.docutils import SphinxTranslator
from sphinx.util.nodes import NodeMatcher

from this_site.speed import (
    asked_again,
    chunks,
    debugging,
    done_trees,
    front_matter,
    quotes,
    settings,
    texts,
    titles,
    trees,
    visits,
)


def document():
    made = docutils.utils.new_document("page", get_default_settings(Parser))
    text = 'Title\n=====\n\nOne *two* ``three``.\n\n- a\n- b "quoted" c\n\n  - d -- e\n\n| f\n| g\n\n.. image:: h.png\n'
    Parser().parse(text, made)
    return made


def class_of_text(node):
    return isinstance(node, nodes.Text)


CONDITIONS = [None, nodes.Text, nodes.Element, nodes.list_item, nodes.table, nodes.Inline, class_of_text]
CONDITIONS += [NodeMatcher(nodes.table, nodes.image), NodeMatcher(nodes.list_item), NodeMatcher(uri="h.png")]


@pytest.mark.parametrize("condition", CONDITIONS)
@pytest.mark.parametrize(
    "options", [{}, {"include_self": False}, {"descend": False}, {"siblings": True}, {"ascend": True}]
)
def test_a_walk_meets_the_same_nodes_in_the_same_order(condition, options):
    tree = document()
    start = next(iter(trees._original_findall(tree, nodes.list_item))) if "siblings" in options else tree
    assert list(trees._findall(start, condition, **options)) == list(
        trees._original_findall(start, condition, **options)
    )


@pytest.mark.parametrize("walk", [trees._findall, trees._original_findall])
def test_a_walk_goes_on_in_a_tree_that_changes_behind_and_before_it(walk):
    tree, met = document(), []
    for node in walk(tree, nodes.paragraph):
        met.append(node.astext())
        if node.astext() == "a":
            node.parent.parent.append(nodes.list_item("", nodes.paragraph("", "new")))
            node.replace_self(nodes.paragraph("", "gone by"))
    assert met == ["One two three.", "a", 'b "quoted" c', "d -- e", "new"]


class Shouting(nodes.strong):
    pass


WAYS = ["append", "insert", "+=", "[]", "replace_self", "inside", "another page", "read again"]


@pytest.mark.parametrize("walk", [trees._findall, trees._original_findall])
@pytest.mark.parametrize("kind", [nodes.strong, nodes.Inline, Shouting])
@pytest.mark.parametrize("way", WAYS)
def test_what_was_put_into_a_page_after_it_was_looked_through_is_found(monkeypatch, walk, kind, way):
    monkeypatch.setattr(nodes.Node, "setup_child", trees._setup_child)
    tree, new = document(), Shouting("", "loud")
    assert list(walk(tree, Shouting)) == list(walk(tree, nodes.table)) == []
    paragraph = next(walk(tree, nodes.paragraph))
    if way == "append":
        paragraph.append(new)
    elif way == "insert":
        paragraph.insert(0, new)
    elif way == "+=":
        paragraph += [new]
    elif way == "[]":
        paragraph[1] = new
    elif way == "replace_self":
        paragraph[1].replace_self([new])
    elif way == "inside":
        # As Sphinx copies tables of contents: not by any method.
        around = nodes.paragraph()
        around.children = [new]
        tree[0].append(around)
    elif way == "another page":
        tree, other = document(), tree
        assert list(walk(other, Shouting)) == []
        tree[0].append(new)
        assert list(walk(other, Shouting)) == []
    else:
        paragraph.append(new)
        tree.settings, tree.reporter = None, None
        tree = pickle.loads(pickle.dumps(tree))
    assert [node.astext() for node in walk(tree, kind) if isinstance(node, Shouting)] == ["loud"]


def test_a_node_is_told_where_it_was_put_as_docutils_tells_it():
    told = []
    for put in (trees._setup_child, trees._original_setup_child):
        tree, new, known = document(), nodes.inline("", "a"), nodes.inline("", "b")
        tree.current_source, tree.current_line = "page.md", 7
        known.source, known.line = "other.md", 3
        for parent, node in ((tree, new), (tree, known), (nodes.paragraph(), nodes.inline())):
            put(parent, node)
            told.append((node.parent is parent, node.document is tree, node.source, node.line))
    assert told[:3] == told[3:] == [(True, True, "page.md", 7), (True, True, "other.md", 3), (True, False, None, None)]


@pytest.mark.parametrize("text", ["", "plain", "a\0*b", "a\0 b", "a\0\nb", "\0\0"])
def test_a_text_is_given_out_as_docutils_gives_it_out(text):
    node = nodes.Text(text)
    assert texts._astext(node) == texts._original(node)
    assert type(texts._astext(node)) is str


class Noting(nodes.GenericNodeVisitor):
    def __init__(self, tree, stop):
        super().__init__(tree)
        self.met, self.stop = [], stop

    def default_visit(self, node):
        self.met.append(("begins", node.__class__.__name__))
        if isinstance(node, self.stop[0]):
            raise self.stop[1]

    def default_departure(self, node):
        self.met.append(("ends", node.__class__.__name__))


ENDS = [nodes.SkipNode, nodes.SkipDeparture, nodes.SkipChildren, nodes.SkipSiblings, nodes.StopTraversal]


@pytest.mark.parametrize("end", ENDS)
def test_a_visitor_is_shown_the_same(end):
    met = []
    for walk in (visits._walkabout, visits._original_walkabout):
        visitor = Noting(document(), (nodes.list_item, end))
        before, nodes.Node.walkabout = nodes.Node.walkabout, walk
        try:
            visitor.document.walkabout(visitor)
        finally:
            nodes.Node.walkabout = before
        met.append(visitor.met)
    assert met[0] == met[1] != []


@pytest.mark.parametrize("end", ENDS)
def test_a_visitor_that_is_shown_only_beginnings_is_shown_the_same(end):
    met = []
    for walk in (visits._walk, visits._original_walk):
        visitor = Noting(document(), (nodes.list_item, end))
        before, nodes.Node.walk = nodes.Node.walk, walk
        try:
            visitor.met.append(visitor.document.walk(visitor))
        finally:
            nodes.Node.walk = before
        met.append(visitor.met)
    assert met[0] == met[1] != []


class Translating(SphinxTranslator):
    """Has a method for a class, for a class that another comes from, and none for most."""

    def __init__(self, tree):
        nodes.NodeVisitor.__init__(self, tree)
        self.said = []
        # As Sphinx does it for nodes of extensions.
        self.visit_literal = lambda node: self.said.append(("own", node.astext()))

    def visit_list_item(self, node):
        self.said.append(("item", node.astext()))
        # A translator may change its mind on the way.
        self.visit_list_item = lambda node: self.said.append(("second item", node.astext()))

    def visit_Inline(self, node):
        self.said.append(("in line", node.astext()))

    def depart_Element(self, node):
        self.said.append(("end", node.tagname))

    def unknown_visit(self, node):
        self.said.append(("unknown", node.tagname))

    unknown_departure = unknown_visit


def test_a_translator_is_asked_for_the_same_methods(monkeypatch):
    said = []
    for visit, depart in (visits.ORIGINAL_DISPATCH, visits.OUR_DISPATCH):
        monkeypatch.setattr(SphinxTranslator, "dispatch_visit", visit)
        monkeypatch.setattr(SphinxTranslator, "dispatch_departure", depart)
        translator = Translating(document())
        translator.document.walkabout(translator)
        said.append(translator.said)
    assert said[0] == said[1]
    assert {"own", "item", "second item", "in line", "unknown", "end"} == {what for what, _ in said[0]}


def test_paragraphs_with_something_to_make_curly_are_left_to_docutils():
    tree = document()
    skipped = [p.astext() for p in tree.findall(nodes.paragraph) if isinstance(p, quotes.NothingToChange)]
    assert skipped == ["One two three.", "a"]


@pytest.mark.parametrize(
    "text", ['"a"', "it's", "a -- b", "a --- b", "a...", "a . . . b", "``a''", "a\\b", "a&quot;b", "&#45;", "a\u2014b"]
)
def test_whatever_any_action_of_docutils_changes_counts_as_something(text):
    assert not isinstance(nodes.paragraph("", text), quotes.NothingToChange)


def test_quotes_on_a_page_are_curly_and_dashes_long(project):
    made = project("sidebar")
    made.write("single.md", '# Quotes\n\nNo change here\nat all.\n\nIt\'s "so",\nhe *said* -- twice...\n')
    made.build(extensions=["myst_parser", "this_site.speed.quotes"])
    assert "It’s “so”,\nhe said – twice…" in made.page("single").select_one("#furo-main-content").text


def test_settings_are_those_that_sphinx_works_out_and_each_page_has_its_own():
    made = settings._remembering(settings._sphinx)
    settings._known.clear()
    defaults = {"traceback": True, "language_code": "en", "halt_level": 5}
    first, second = (made(standalone.Reader, Parser(), defaults=defaults, read_config_files=True) for _ in "ab")
    stock = settings._sphinx(standalone.Reader, Parser(), defaults=defaults, read_config_files=True)

    def told(values):
        return {name: value for name, value in vars(values).items() if name != "record_dependencies"}

    assert told(first) == told(second) == told(stock)
    first.record_dependencies.add("a-file")
    first.language_code = "de"
    assert second.record_dependencies.list == [] and second.language_code == "en"
    third = made(standalone.Reader, Parser(), defaults=defaults, read_config_files=True)
    assert third.record_dependencies.list == [] and third.language_code == "en"


def test_other_defaults_are_worked_out_anew():
    made = settings._remembering(settings._sphinx)
    german = made(standalone.Reader, defaults={"language_code": "de"})
    english = made(standalone.Reader, defaults={"language_code": "en"})
    assert (german.language_code, english.language_code) == ("de", "en")


@pytest.mark.parametrize(
    ("weights", "processes", "sizes"),
    [([1], 2, [1]), ([1] * 5, 2, [2, 3]), ([1] * 1000, 2, [500] * 2), ([], 2, []), ([9, 1, 1, 1, 1, 1], 2, [1, 5])]
    + [([1, 1, 1, 1, 1, 9], 2, [5, 1]), ([1, 2, 3, 2, 1, 3, 3], 3, [3, 2, 2]), ([1, 1], 8, [1, 1])],
)
def test_every_page_is_read_in_one_of_a_few_portions_that_are_alike(weights, processes, sizes):
    names = [f"page-{number}" for number in range(len(weights))]
    made = chunks.to_read(names, processes, dict(zip(names, weights, strict=True)).get)
    assert [len(portion) for portion in made] == sizes
    assert [name for portion in made for name in portion] == names


@pytest.mark.parametrize(
    ("pages", "sizes"), [(0, []), (1, [1]), (99, [99]), (107, [54, 53]), (160, [54, 54, 52]), (1000, [125] * 8)]
)
def test_every_page_is_written_in_one_of_a_few_portions(pages, sizes):
    names = [f"page-{number}" for number in range(pages)]
    made = chunks.to_write(names, 2)
    assert [len(portion) for portion in made] == sizes
    assert [name for portion in made for name in portion] == names


def test_pages_that_were_read_in_portions_are_the_same(project):
    def build(name, extensions):
        made = project("sidebar", name)
        made.build(extensions=["myst_parser", *extensions], parallel=2)
        return {path.relative_to(made.output): path.read_bytes() for path in made.output.rglob("*.html")}

    stock = build("stock", [])
    assert len(stock) == 13
    assert build("portions", ["this_site.speed.chunks"]) == stock


@pytest.fixture
def no_garbage():
    """Let nothing go that is not given up by itself."""
    gc.disable()
    yield
    gc.enable()


def test_a_tree_that_was_kept_on_the_disk_is_given_up_and_what_somebody_keeps_of_it_stays(monkeypatch, no_garbage):
    written = []
    monkeypatch.setattr(done_trees, "_original", lambda self, name, tree, _cache: written.append(tree.pformat()))
    for cached in (True, False):
        # Where trees are noted as they grow: whoever looks for a kind of nodes is given what was put till then.
        monkeypatch.setattr(trees, "_kinds", trees._Kinds())
        tree = docutils.utils.new_document("page")
        tree += nodes.section("", nodes.title("", "One"), nodes.bullet_list("", nodes.list_item("", nodes.paragraph())))
        before, item = tree.pformat(), next(tree.findall(nodes.list_item))
        kept = item.pformat()
        gone = [weakref.ref(node) for node in tree.findall(nodes.Element) if node not in (tree, *item.findall())]
        done_trees._write_doctree(None, "page", tree, _cache=cached)
        assert written.pop() == before
        if cached:
            assert tree.pformat() == before and item.parent is not None
        del tree
        assert [node() is not None for node in gone] == [cached] * len(gone) and len(gone) == 3
        assert item.pformat() == kept


def test_what_markdown_was_cut_into_is_given_up_when_it_has_been_read(no_garbage):
    tokens = MarkdownIt().parse("# A *b*\n\n- c\n- d `e`\n")
    made = done_trees._nested(tokens)
    assert made.to_tokens() == tokens
    assert [node.type for node in made.walk()] == [node.type for node in SyntaxTreeNode(tokens).walk()]
    gone = [weakref.ref(node) for node in made.walk()]
    del made
    assert len(gone) > 10 and not any(node() for node in gone)


def test_trees_of_pages_that_another_process_has_written_are_given_up(project, monkeypatch):
    apart, take_apart = [], done_trees.take_apart
    monkeypatch.setattr(done_trees, "take_apart", lambda tree: apart.append(tree["source"]) or take_apart(tree))

    def build(name, extensions):
        made = project("sidebar", name)
        made.build(extensions=["myst_parser", *extensions], parallel=2)
        return {path.relative_to(made.output): path.read_bytes() for path in made.output.rglob("*.html")}

    stock = build("stock", [])
    apart.clear()
    assert build("apart", ["this_site.speed.done_trees"]) == stock
    # Those that were read elsewhere were taken apart there; Sphinx writes the first one itself.
    assert len(apart) == len(set(apart)) >= 9


FRONT_MATTER = [
    "",
    "a: 1",
    "a: 2026-11-24\nb: [x, {y: 'z'}]\nc: >\n  two\n  lines",
    "a: \u00e9\U0001f600 \u2014",
    "a: yes\nb: 0o7\nc: 1_000\nd: .inf\ne: ~",
    "- a\n- b",
    "a: &x 1\nb: *x",
]
BAD_FRONT_MATTER = [
    "a: [",
    "a: 'b",
    "a: b: c",
    "\ta: 1",
    "a: 2026-13-45",
    "a: \x07",
    "? [a]\n: b",
    "a: !!python/name:os 1",
]


def said(load, text):
    try:
        return load(text)
    except (yaml.YAMLError, ValueError) as error:
        return type(error), str(error)


@pytest.mark.parametrize("text", [*FRONT_MATTER, *BAD_FRONT_MATTER])
def test_front_matter_says_the_same_to_both_parsers_and_is_faulted_in_the_same_words(text):
    quick = said(front_matter._safe_load, text)
    assert quick == said(front_matter._original, text)
    assert isinstance(quick, tuple) == (text in BAD_FRONT_MATTER)


def test_titles_are_printed_once_and_as_ever(project, monkeypatch):
    printed = []
    original = titles._original

    def counting(self, node):
        if isinstance(node, nodes.title):
            printed.append(node.astext())
        return original(self, node)

    def build(name, extensions):
        printed.clear()
        made = project("sidebar", name)
        made.write("single.md", "# A *slanted* title & a sign\n\nText.\n")
        made.build(extensions=["myst_parser", *extensions])
        return {path.relative_to(made.output): path.read_bytes() for path in made.output.rglob("*.html")}

    monkeypatch.setattr(titles.StandaloneHTMLBuilder, "render_partial", counting)
    stock = build("stock", [])
    often = len(printed)
    monkeypatch.setattr(titles, "_original", counting)
    assert build("once", ["this_site.speed.titles"]) == stock
    assert len(printed) < often / 2
    assert printed.count("Löwe & Co.") == 1
    assert printed.count("A slanted title & a sign") > 1


def test_what_was_worked_out_is_not_asked_again_and_pages_are_as_ever(project, monkeypatch):
    asked, original = [], asked_again._original_list
    monkeypatch.setattr(asked_again, "_original_list", lambda settings: asked.append(settings) or original(settings))
    tables, document_toc = [], asked_again.document_toc

    def counted(env, docname, tags):
        tables.append(docname)
        return document_toc(env, docname, tags)

    def build(name, extensions):
        made = project("sidebar", name)
        made.build(extensions=["myst_parser", *extensions], html_theme="furo", html_js_files=["own.js"])
        return {path.relative_to(made.output): path.read_bytes() for path in made.output.rglob("*.html")}

    monkeypatch.setattr(toctree_adapter, "document_toc", counted)
    monkeypatch.setattr(sphinx.builders.html, "document_toc", counted)
    stock = build("stock", [])
    often = len(tables)
    tables.clear()
    monkeypatch.setattr(asked_again, "document_toc", counted)
    assert build("once", ["this_site.speed.asked_again"]) == stock
    assert len(asked) == 1
    assert often == 2 * len(tables) == 2 * len(set(tables))


def test_a_table_of_contents_goes_to_the_first_who_asks_and_to_its_page_alone(monkeypatch):
    monkeypatch.setattr(asked_again, "document_toc", lambda env, docname, tags: nodes.paragraph())
    monkeypatch.setattr(asked_again, "_original_toc", lambda self, docname, builder: f"anew for {docname}")
    here, there = SimpleNamespace(env=object()), SimpleNamespace(env=object())
    made = asked_again._document_toc(here.env, "one", None)
    assert asked_again._get_toc_for(here, "one", None) is made
    # Whoever has it may change it.
    assert asked_again._get_toc_for(here, "one", None) == "anew for one"
    asked_again._document_toc(here.env, "one", None)
    assert asked_again._get_toc_for(here, "two", None) == "anew for two"
    asked_again._document_toc(here.env, "one", None)
    assert asked_again._get_toc_for(there, "one", None) == "anew for one"


@pytest.mark.parametrize(
    ("verbosity", "words"), [(0, set()), (1, set()), (2, {"[app] emitting event: 'told'('a page',)"})]
)
def test_messages_for_debugging_are_made_when_they_are_asked_for(monkeypatch, caplog, verbosity, words):
    monkeypatch.setitem(sphinx.events.__dict__, "repr", repr)
    logger = logging.getLogger("sphinx")
    monkeypatch.setattr(logger, "propagate", True)
    level = logger.level
    app = SimpleNamespace(verbosity=verbosity, pdb=False)
    try:
        debugging.setup(app)
        events = sphinx.events.EventManager(app)
        events.add("told")
        with caplog.at_level(logging.DEBUG):
            events.emit("told", "a page")
    finally:
        logger.setLevel(level)
    assert {record.getMessage() for record in caplog.records} == words


def test_pages_that_other_processes_read_send_no_messages_for_debugging(project, monkeypatch):
    from sphinx.util import parallel

    sent = []

    class Noting(logging.Handler):
        def emit(self, record):
            sent.append(record.levelno)

    made = project("sidebar")
    original = parallel.ParallelTasks._join_one

    def joining(self):
        logger, noting = logging.getLogger("sphinx"), Noting()
        logger.addHandler(noting)
        try:
            return original(self)
        finally:
            logger.removeHandler(noting)

    monkeypatch.setattr(parallel.ParallelTasks, "_join_one", joining)
    made.build(extensions=["myst_parser", "this_site.speed.debugging"], parallel=2)
    assert logging.DEBUG not in sent
