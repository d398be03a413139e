extensions = ["myst_parser", "sphinx_evidence.books.checklist"]
project = "Tea"
root_doc = "boxes"
myst_enable_extensions = ["tasklist"]
