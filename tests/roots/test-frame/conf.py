extensions = [
    "myst_parser",
    "this_site.html.markup",
    "sphinx_evidence.pages",
    "this_site.html.policy",
    "this_site.html.sheet",
]
project = "Test & co"
html_theme = "furo"
html_static_path = ["static"]
sheet_files = ["own.css"]
sheet_without = ["rubric", "sig", "admonition-todo"]
myst_enable_extensions = [
    "attrs_block",
    "colon_fence",
]
exclude_patterns = ["_build"]
