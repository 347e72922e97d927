"""Check the bundled people, or another authority file, for clashes; exit 1 if there are any.

    python tools/names_check_people.py [FILE]

Reported are: what is not valid, a name that two people claim, an alias that says nothing new, a name that
does not find its person, and a list that is shorter than 500 people.
"""

from __future__ import annotations

import sys
from pathlib import Path

from normalizer_names.authority import AuthorityError, check, from_entries, read
from normalizer_names.people import match_entry

BUNDLED = Path(__file__).parent.parent / "plugins" / "normalizer_names" / "data" / "people.jsonl"


def main() -> int:
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else BUNDLED
    try:
        entries = read(path)
    except AuthorityError as error:
        print(error)
        return 1
    problems = check(entries)
    people = from_entries(entries)
    for entry in entries:
        for name in (entry.canonical, *entry.aliases):
            found = match_entry(name, people)
            if found is not entry:
                problems.append(f"{name!r} finds {found.canonical if found else None!r}, not {entry.canonical!r}")
    if path == BUNDLED and len(entries) < 500:
        problems.append(f"only {len(entries)} people")
    print(*problems, f"{path.name}: {len(entries)} people, {len(problems)} problems", sep="\n")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
