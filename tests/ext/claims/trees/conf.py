extensions = ["myst_parser", "sphinx_evidence.claims"]
project = "Tea"
root_doc = "claim"
primary_domain = "claims"
myst_enable_extensions = ["colon_fence"]
claims_parts = {"taste": "taste", "health": "health"}
suppress_warnings = ["toc.not_included"]
