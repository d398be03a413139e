"""Every warning of this site's own: its code, what it means, how to mend it. ``WARNINGS.md`` is made from here."""

from __future__ import annotations

from enum import unique

from sphinx_evidence.codes import Warnings


@unique
class Code(Warnings):
    """The warnings that only this site gives."""

    ADVICE_DEPTH = (
        "advice.depth",
        "Fences, lists or quotations stand in each other deeper than a page shows.",
        "Take the line out of some of them.",
    )
    ADVICE_DIRECTIVE = (
        "advice.directive",
        "A directive cannot be made of what it is given.",
        "Correct its words and options, or the file that it reads.",
    )
    ADVICE_FENCE = (
        "advice.fence",
        "A fence is never closed, and takes in all that follows.",
        "Write the same signs on a line of their own where it should end.",
    )
    ADVICE_PAGE = (
        "advice.page",
        "A page lacks a title or has two, holds a tag or a link that is not made, or shows a picture that will not do.",
        "Do what the message says.",
    )
    ADVICE_SETTING = (
        "advice.setting",
        "A line of conf.py names a style or a script that the site does not have.",
        "Put the file into a folder of `html_static_path`, or correct its name.",
    )
    ADVICE_TABLE = (
        "advice.table",
        "Rows of a table have unlike numbers of cells.",
        "Give each row as many cells as the head has.",
    )
    ADVICE_UNUSED = (
        "advice.unused",
        "No page shows a figure, cites a source or links to a page.",
        "Use it, or delete it.",
    )
    POLICY_STYLE = (
        "policy.style",
        "A page holds a style attribute, which the site's policy forbids.",
        "Use a class.",
    )
    SHEET_CLASS = (
        "sheet.class",
        "A page uses a class whose style is left out of the one style sheet.",
        "Take it off the list in `src/this_site/html/sheet/unused.py`.",
    )
    SHEET_FILE = (
        "sheet.file",
        "`sheet_files` in conf.py names a file that no static folder has.",
        "Correct the name, or add the file.",
    )
