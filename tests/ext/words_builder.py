"""A builder of somebody else's: it writes the words of a page, and knows no nodes but docutils' and Sphinx's."""

from pathlib import Path

from docutils import nodes
from sphinx.builders.text import TextBuilder


class WordsBuilder(TextBuilder):
    name = "words"
    format = "words"
    out_suffix = ".words"

    def prepare_writing(self, docnames):
        pass

    def write_doc(self, docname, doctree):
        strange = {type(node).__name__ for node in doctree.findall() if type(node).__module__.startswith("sphinx_evid")}
        assert not strange, f"this builder knows no {strange}"
        said = " ".join(node.astext() for node in doctree.findall(nodes.Text))
        Path(self.outdir, docname + self.out_suffix).write_text(said, encoding="utf-8")


def setup(app):
    app.add_builder(WordsBuilder)
