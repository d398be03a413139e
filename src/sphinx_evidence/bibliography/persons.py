"""What is wrong with a list of people: words and signs of the list that were taken for names."""

from __future__ import annotations

from collections.abc import Sequence

from pybtex.database import Person

#: Fields that hold people; others are text to pybtex.
ROLES = frozenset({"author", "editor"})


def fault(persons: Sequence[Person]) -> str:
    """Say what is wrong with the ``persons`` of one field; nothing where all is well."""
    if not any(str(person).strip("{} ") for person in persons):
        return "names nobody; write 'Family, Given and Family, Given', or delete the field"
    for person in persons:
        # Braces keep the words of an organisation together.
        words = [
            word
            for part in (person.first_names, person.middle_names, person.prelast_names, person.last_names)
            for word in part
            if not word.startswith("{")
        ]
        if not str(person).strip("{} ") or "and" in (word.lower() for word in words):
            return f"has an 'and' too many beside {str(person).strip()[:60]!r}; write one between two names"
        if " et al. " in f" {' '.join(words).lower()} ":
            return f"ends in {str(person)[:60]!r}; write 'and others'"
        if any(";" in word for word in (*words, *person.lineage_names)):
            return f"parts names by semicolons ({str(person)[:60]!r}); write 'and' between them"
    return ""
