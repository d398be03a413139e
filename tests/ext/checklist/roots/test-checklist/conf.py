extensions = ["myst_parser", "sphinx_evidence.pages", "sphinx_evidence.books.book", "sphinx_evidence.books.checklist"]
myst_enable_extensions = ["tasklist"]
checklist_sheets = ["index"]
checklist_foot = "Call 911 if the tea is poisoned."
