extensions = ["myst_parser", "sphinx_evidence.phones"]
myst_url_schemes = {"http": None, "https": None, "tel": None}
phone_numbers = {"1-800-222-1222": "+18002221222", "1-800-FDA-1088": "+18003321088", "911": "911", "988": "988"}
