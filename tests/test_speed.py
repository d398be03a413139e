"""What makes builds quicker changes nothing but the time."""

import docutils.utils
import pytest
from docutils import nodes
from docutils.frontend import get_default_settings
from docutils.parsers.rst import Parser
from docutils.readers import standalone

from this_site.speed import chunks, quotes, settings, trees


def document():
    made = docutils.utils.new_document("page", get_default_settings(Parser))
    text = 'Title\n=====\n\nOne *two* ``three``.\n\n- a\n- b "quoted" c\n\n  - d -- e\n\n| f\n| g\n\n.. image:: h.png\n'
    Parser().parse(text, made)
    return made


def class_of_text(node):
    return isinstance(node, nodes.Text)


@pytest.mark.parametrize("condition", [None, nodes.Text, nodes.Element, nodes.list_item, nodes.table, class_of_text])
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
    for walk in (trees._walkabout, trees._original_walkabout):
        visitor = Noting(document(), (nodes.list_item, end))
        before, nodes.Node.walkabout = nodes.Node.walkabout, walk
        try:
            visitor.document.walkabout(visitor)
        finally:
            nodes.Node.walkabout = before
        met.append(visitor.met)
    assert met[0] == met[1] != []


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
    ("pages", "processes", "sizes"), [(1, 2, [1]), (5, 2, [2, 2, 1]), (1000, 2, [250] * 4), (0, 2, [])]
)
def test_every_page_is_read_in_one_of_a_few_portions(pages, processes, sizes):
    names = [f"page-{number}" for number in range(pages)]
    made = chunks.portions(names, processes)
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
