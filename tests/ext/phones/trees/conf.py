extensions = ["myst_parser", "sphinx_evidence.phones"]
project = "Tea"
root_doc = "numbers"
phone_numbers = {"1-800-222-1222": "+18002221222", "911": "911"}
