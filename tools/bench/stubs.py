"""Stands in for this project's directives and roles where its pages are built without its extensions.

The words of the pages are printed; nothing is collected, drawn, counted or exported. So what this costs is less than
what a site like this one can be had for.
"""

from typing import ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective, SphinxRole

#: Directives that print something around their words.
WORDS = ("claim", "chart", "filterable", "leaflet")
#: Directives that print what other pages say.
ELSEWHERE = (
    "claim-counts",
    "claim-ledger",
    "claim-list",
    "download-list",
    "overdue-pages",
    "search-log",
    "search-table",
)
ROLES = ("claim", "claims-json", "none", "number", "search", "sources-file")


class Anything(dict):
    """Takes every option as it is."""

    def __getitem__(self, name):
        return directives.unchanged

    def __contains__(self, name):
        return True


class Words(SphinxDirective):
    """Prints its argument and its content."""

    has_content = True
    optional_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar = Anything()

    def run(self):
        """Return a container with the words; the sources of a claim are cited, as they are with our extension."""
        said = nodes.container()
        if self.arguments and self.name == "claim":
            keys = self.options.get("references", "")
            said += self.parse_text_to_nodes(self.arguments[0] + (f" {{cite:p}}`{keys}`" if keys else ""))
        said += self.parse_content_to_nodes()
        return [said]


class Nothing(Words):
    """Prints nothing."""

    def run(self):
        """Return no node."""
        return []


class Text(SphinxRole):
    """Prints what is written, without a link."""

    def run(self):
        """Return the text."""
        return [nodes.literal("", self.text)], []


def setup(app):
    """Register the stubs."""
    for name in WORDS:
        app.add_directive(name, Words)
    for name in ELSEWHERE:
        app.add_directive(name, Nothing)
    for name in ROLES:
        app.add_role(name, Text())
    return {"parallel_read_safe": True, "parallel_write_safe": True}
