project = "Tiny"
author = "A writer"
extensions = ["sphinx_evidence.books.latex"]
exclude_patterns = ["_build"]
latex_engine = "xelatex"
latex_documents = [("index", "tiny.tex", "Tiny", "A writer", "manual")]
