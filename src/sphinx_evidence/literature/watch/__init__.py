"""New studies knock: every search of the register is made again where records appear first.

``python -m sphinx_evidence.literature.watch`` asks PubMed, Europe PMC, Crossref and ClinicalTrials.gov the queries of
the register, and Crossref whether a source of the bibliography was retracted or corrected. What the project does not
know yet is listed, with an entry for the bibliography that holds nothing but what the service sent.

Modules: ``services`` asks, ``known`` says what is no news, ``entry`` writes the entry, ``items`` is the list,
``ledger`` what was listed before, ``look`` puts these together, ``report`` writes it down.
"""

from .items import Item
from .look import COULD_NOT_ASK, Outcome, Settings, run
from .services import SERVICES, Found

__all__ = ["COULD_NOT_ASK", "SERVICES", "Found", "Item", "Outcome", "Settings", "run"]
