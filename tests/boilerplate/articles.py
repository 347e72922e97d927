"""Small articles for the tests, written for them."""

BODY = [
    "The harbour council voted on Monday to rebuild the old lighthouse, which a storm had damaged in the spring.",
    "Workers will begin with the stairs, said the mayor, who expects the tower to open again before the summer.",
    "“We have waited long enough,” said Petra Holm, who keeps the museum next door and sells tickets for both.",
    "The rebuilding costs four million, of which the state pays half; the town has saved the rest over ten years.",
    "Fishermen had asked for a new light because the harbour entrance is hard to see from the west at night.",
    "Until the lighthouse shines again, a ship with a lamp lies before the entrance and guides the boats home.",
]
TITLE = "Harbour council rebuilds the old lighthouse"


def article(*after: str, before: tuple[str, ...] = (), inside: tuple[str, ...] = ()) -> str:
    """Give an article as plain text with lines before it, in the middle of it and after it."""
    return "\n\n".join([*before, TITLE, *BODY[:3], *inside, *BODY[3:], *after])
