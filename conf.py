"""Sphinx configuration. The pages are in docs/; paths here are relative to this file."""

import os
import sys
from pathlib import Path
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).parent / "src"))

from this_site.start import start  # noqa: E402 -- it lies there

start()

# -- The project -----------------------------------------------------------------------------

project = "Kratom and muscle soreness"
subtitle = "A popular article, taken apart claim by claim: what it says, and what the evidence says"
author = "Kratom and muscle soreness contributors"
# No year: Sphinx would rewrite a year from SOURCE_DATE_EPOCH, and the pages carry their dates.
copyright = author
release = version = "0.1.0"
language = "en"
today_fmt = "%d %B %Y"

# -- Reading the pages -----------------------------------------------------------------------

extensions = [
    "myst_parser",
    "notfound.extension",
    "sphinx.ext.coverage",
    "sphinx.ext.doctest",
    "sphinx_reredirects",
    "sphinxcontrib.bibtex",
    "sphinx_evidence.books",
    "sphinx_evidence.citations",
    "sphinx_evidence.citecheck",
    "sphinx_evidence.claims",
    "sphinx_evidence.downloads",
    "sphinx_evidence.figures",
    "sphinx_evidence.linkcheck",
    "sphinx_evidence.literature",
    "sphinx_evidence.pages",
    "sphinx_evidence.phones",
    "sphinx_evidence.safety",
    "sphinx_evidence.site_search",
    "sphinx_evidence.tables",
    "sphinx_evidence.translations",
    "this_site",
]
# Fragments that other pages include, and folders that hold no pages.
exclude_patterns = ["_extra", "_includes", "_static"]
# Lets an editor write {claim} instead of {claims:claim}.
primary_domain = "claims"
# Every reference must resolve; a page with a dead one does not go out.
nitpicky = True

myst_enable_extensions = ["colon_fence", "deflist", "attrs_inline", "tasklist"]
# Markdown alone: a tag in a title or a claim is text, and no page can carry a script.
# Nothing here says how many words a page has, and to count them takes its time.
myst_disable_syntax = ["html_block", "html_inline", "wordcount"]
# A heading that only a link's target knows would break without a word when it is rephrased; pages write (target)=.
myst_heading_anchors = 0
myst_url_schemes = {"http": None, "https": None, "mailto": None, "tel": None, "doi": "https://doi.org/{{path}}"}

# Each as the pages write it, with what a telephone dials. Wherever one stands, it can be tapped.
phone_numbers = {
    "1-800-222-1222": "+18002221222",
    "1-800-662-4357": "+18006624357",
    "1-800-FDA-1088": "+18003321088",
    "911": "911",
    "988": "988",
}

# -- Sources, claims, and searches for studies -------------------------------------------------

bibtex_bibfiles = ["docs/references.bib"]
bibtex_default_style = "sources"
# [Post 2019] says who and how old; a number says neither, and a full list of authors buries the sentence.
bibtex_reference_style = "label"
# Screen readers read tooltips in the middle of a sentence, keyboards never show them, and they are heavy.
bibtex_tooltips = False
# A source keeps its address when others come and go.
bibtex_cite_id = "source-{key}"
bibtex_bibliography_id = "sources-{bibliography_count}"
citations_kinds = "editorial/kinds-of-source.yaml"

claims_article = "Muscle soreness relief with kratom"
claims_parts = "editorial/article-parts.yaml"
# What the article says; the pages must judge each of it.
claims_expected = "tests/article-claims.yaml"
# What each verdict has been; a change has to be told on the page of corrections.
claims_history = "docs/data/verdicts.yaml"
claims_corrections = "reference/corrections"
# The method page defines every verdict and certainty; each claim links there.
claims_link_terms = True

# One file a question; the role {none} ties a sentence that says "we found none" to one.
literature_searches = "searches"
# What several pages or figures give, each number once.
literature_numbers = "data/numbers.yaml"
# Sentences that sound like it and are not, each with its reason.
literature_exempt = "editorial/no-search-needed.yaml"

# -- Pages -----------------------------------------------------------------------------------

# Printed at the end of every page, with how to cite it.
pages_licence = "CC BY 4.0"
# Pages that help someone decide, and what they are about, for search engines.
pages_medical = {"guide/*": ["Kratom", "Muscle soreness"]}
# Its dated headings are the entries of the feed.
pages_feed = "reference/corrections"
# The repository, as a browser opens it. Empty: as the host that builds the site says; without one, no links to it.
pages_repository = ""
# Sphinx makes this page, so it has no front matter.
pages_descriptions = {"genindex": "All subjects of this site by letter, with links to where each is told."}

# Where someone in trouble turns first. The sentences stand in locale/.
translations = {"es": ["index", "guide/help-now", "guide/safety", "guide/stopping"]}
# What else of this file readers see, so that translators get it too.
translations_settings = ["html_title", "project", "author", "copyright"]
# One catalogue a page: those of other pages are made for whoever wants to translate them, and not kept.
gettext_compact = False

# -- HTML ------------------------------------------------------------------------------------

html_theme = "furo"
html_title = project
html_static_path = ["docs/_static"]
templates_path = ["src/this_site/templates"]
# Files that are copied as they are: the address /kratom-review, which the article links.
html_extra_path = ["docs/_extra"]
html_js_files = [("site.js", {"defer": "defer"})]
html_favicon = "docs/_static/favicon.svg"
# Every page loads one style sheet: Furo's, then these.
sheet_files = ["figures.css", "site.css", "claims.css", "filter.css"]
# Absolute addresses need to know where the site lives; only the host does.
html_baseurl = os.environ.get("READTHEDOCS_CANONICAL_URL", "")
# The source is one click away in the repository; a copy of it here would be found by searches.
html_copy_source = False
html_show_sphinx = False
# Where `make` puts the books that it has made of the same pages, before it builds the site.
downloads_folder = "_build/.downloads"

# What people type for a word that the pages use, who want one page or a part of it, and which page comes first.
site_search_words = "editorial/search-words.toml"
site_search_places = "editorial/search-places.yaml"
site_search_weights = "editorial/search-weights.yaml"
# Said on many pages.
site_search_skip = ["help-now"]
# The pages load our own index, and nothing else of this site reads Sphinx's.
site_search_keep_sphinx_index = False

# Pages that have moved: the old name, and the address as seen from it, as in {"guide/old": "new.html"}. Every address
# that was ever published stands in tests/data/published-addresses.txt, and none may be lost.
redirects = {
    # How fast the build is, which is nothing for readers: BENCHMARKS.md.
    "reference/speed": "about.html",
    # Parted in two, each too heavy for a phone's first view.
    "reference/sources/animals-and-laboratory": "animals.html",
    "evidence/searches/use-and-law": "law-and-tests.html",
}
# A page as the site's policy allows it: the one that comes with the extension leads on by a script of its own.
redirect_html_template_file = "../src/this_site/redirect.html"
# The page that a host shows for a wrong address, under whatever address that is: its links begin at the site's root.
notfound_template = "404.html"
notfound_context = {"title": "Page not found"}
notfound_urls_prefix = urlsplit(html_baseurl).path.rstrip("/") + "/"

# -- Books: PDF, leaflet, e-book, TeX, Apple Help ------------------------------------------------

# Quicker than the plain one, in two processes, and mends two faults of WeasyPrint.
books_press = "this_site.paper"
book_basename = epub_basename = applehelp_bundle_id = "kratom-and-muscle-soreness"
book_licence = epub_copyright = "CC BY 4.0, https://creativecommons.org/licenses/by/4.0/"
book_note = (
    "This book is not medical advice, and no doctor has checked it. It says of each claim how sure the evidence is, "
    "and where to check."
)
# A page of a printed book may be all that someone has at hand.
book_foot = "Emergency? US Poison Help 1-800-222-1222, or your local emergency number."

# The sheet that is printed beside the book, part by part.
leaflet_parts = ["lead", "answers", "red-flags", "overdose", "who-should-not", "help"]
leaflet_foot = "This leaflet is not medical advice, and no doctor has checked it."
# Pages that are printed as one sheet with boxes to tick.
checklist_sheets = ["guide/clinicians"]
checklist_foot = (
    "Emergency: call 911, or your local emergency number. This is no guideline, and no doctor or pharmacist has "
    "checked it."
)

epub_subtitle = subtitle
epub_description = f"{subtitle}. For people who are sore, who take kratom, or who want to check the evidence."
# Made up once. Reading programs know by it that a later edition is the same book.
epub_identifier = "urn:uuid:6d131bf0-8a16-45ad-97f0-6ac8ba4bc896"
epub_uid = "book-id"
# The contents are the toctree, with the hidden ones of the front page, and no page twice, four levels deep.
epub_tocscope = "includehidden"
epub_tocdepth = 4
epub_tocdup = False
# The addresses of sources are written out in the list of sources.
epub_show_urls = "no"
epub_accessibility = "editorial/e-book-accessibility.yaml"

# XeLaTeX prints Greek letters and Thai names without further packages.
latex_engine = "xelatex"
latex_use_xindy = False
latex_table_style = ["booktabs"]
latex_elements = {
    "extraclassoptions": "openany,oneside",
    "pointsize": "11pt",
    # The look of the chapters and of the title page is src/sphinx_evidence/books/latex/handbook.sty's.
    "fncychap": "",
    "maketitle": f"\\handbooksubtitle{{{subtitle}}}\\handbookrights{{CC BY 4.0}}\\sphinxmaketitle",
    # A figure stands where the text speaks of it.
    "figure_align": "H",
}
latex_documents = [("index", f"{book_basename}.tex", project, author, "manual")]
# What makes the index of Apple Help's words comes with macOS alone.
applehelp_disable_external_tools = sys.platform != "darwin"

# -- Checking links and sources ----------------------------------------------------------------

# The registers are told whom to write to when they are asked too much; empty: nobody.
citecheck_contact = os.environ.get("CITECHECK_CONTACT", "")
# Seconds; tries of a broken link; the longest wait for a host that asks for fewer questions.
linkcheck_timeout = 15
linkcheck_retries = 2
linkcheck_rate_limit_timeout = 60
# A host that is slow or busy for once is told, and opens no issue.
links_failing = ["broken", "anchor missing"]
# Which hosts turn programs away, and why that is no fault of a link.
links_policy = "editorial/link-policy.toml"
