extensions = ["myst_parser", "markup", "pages", "policy", "sheet"]
project = "Test & co"
html_theme = "furo"
html_static_path = ["static"]
sheet_files = ["own.css"]
sheet_without = ["rubric", "sig", "admonition-todo"]
myst_enable_extensions = ["attrs_block", "colon_fence"]
exclude_patterns = ["_build"]
