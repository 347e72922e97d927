"""What stands beside a name in the text, and what it says of the name."""

from __future__ import annotations

import re

from normalizer_names.spelling import word_set

_SPACES = (" ", "\u00a0")
_LAST_WORD = re.compile(r"[\w.]+\Z")
_SENTENCE_START = re.compile(r"(?:^|[.!?…:;•*–—\n\"“”„«‘'(\[]|\d\))\s*$")
#: Verbs of speech and of thought: whoever is their subject is a person, or speaks for many.
SPEECH = word_set(
    """
    said says told tells added adds asked asks noted notes explained explains wrote writes stated states announced
    declared argued argues warned warns insisted insists claimed claims replied recalled admitted tweeted posted
    thinks thought believes believed wants wanted met
    """
)
_AFTER = re.compile(r"(?:['’]s)?,?[ \u00a0](?:(\d\d),|([a-z]+))")
#: Roles, in small letters, that stand before a name.
ROLES_BEFORE = word_set(
    """
    minister president chancellor secretary spokesman spokeswoman spokesperson premier ambassador envoy senator
    governor mayor director chairman chairwoman chief leader commissioner general adviser advisor counterpart
    lawmaker politician activist diplomat analyst professor economist journalist reporter author actor actress
    singer writer director producer captain coach striker midfielder defender goalkeeper manager founder co-founder
    billionaire businessman businesswoman entrepreneur lawyer attorney judge prosecutor officer detective sergeant
    historian scientist researcher wife husband son daughter brother sister father mother aide colleague candidate
    nominee composer philosopher poet novelist filmmaker architect artist painter comedian rapper commander
    astronaut
    """
)
#: Words before the name of a thing: "your Brandvold", "each Brandvold"; no one says so of a person.
DETERMINERS = word_set(
    """
    a an the this these those your my our its each every any some no another new
    """
)
_PRONOUN = re.compile(r"\b(?:[Hh]e|[Ss]he|[Hh]is|[Hh]ers?|[Hh]im(?:self)?|herself|who|whom|aged)\b")
_ENGLISH = (" the ", " of ", " and ")
_GERMAN = (" der ", " die ", " und ")


def looks_english(text: str) -> bool:
    """Say whether small English words are about as frequent as in English text (one in 160 characters)."""
    return _frequent(_ENGLISH, text)


def looks_german(text: str) -> bool:
    """Say the same of German."""
    return _frequent(_GERMAN, text)


def _frequent(words: tuple[str, ...], text: str) -> bool:
    enough = len(text) - 300
    found = 0
    for word in words:
        if found * 160 >= enough:
            return True
        found += text.count(word)
    return found * 160 >= enough


def sentence_start(text: str, at: int) -> bool:
    """Say whether position ``at`` begins a sentence, a quotation or a line."""
    if at == 0:
        return True
    if at > 1 and text[at - 1] == " " and text[at - 2].isalpha():  # nearly always
        return False
    return bool(_SENTENCE_START.search(text, max(0, at - 4), at))


def word_before(text: str, at: int) -> str:
    """Give the word before ``at``, in small letters."""
    if at == 0 or text[at - 1] not in _SPACES:
        return ""
    before = text[max(0, at - 24) : at - 1].removesuffix(",")
    word = before[before.rfind(" ") + 1 :]
    if not word.isalnum():
        match = _LAST_WORD.search(before)
        word = match[0] if match else ""
    return word.lower()


def spoken_of(text: str, end: int) -> bool:
    """Say whether a verb of speech, an age or "who" follows a name that ends at ``end``."""
    after = _AFTER.match(text, end)
    return bool(after and (after[1] or after[2] in SPEECH or after[2] == "who"))


def speaks_of_people(text: str) -> bool:
    """Say whether a paragraph has a pronoun that means a person: he, she, who."""
    if " he " in text or " his " in text or " who " in text or " she " in text or " her " in text:  # much faster
        return True
    return _PRONOUN.search(text) is not None


# Whose relative, or relative of whom.
_RELATIVE = (
    r"(?:daughters?|sons?|wife|husband|brothers?|sisters?|mother|father|parents?|child|children|widow(?:er)?"
    r"|cousins?|nephew|niece|uncle|aunt|grand\w+|half-\w+|twins?)"
)
# Shortly before a name, in its sentence: whoever it is, is introduced as someone's relative.
_SAME_SENTENCE = r"(?:(?!(?<![\s(]\w)\.\s+[A-Z]).)*"
_KIN = re.compile(rf"\b(?:{_RELATIVE}|married|born to)\b{_SAME_SENTENCE}$|\bborn [^.]*? to {_SAME_SENTENCE}$")
_KIN_OF = re.compile(rf"\b{_RELATIVE} of (?:[a-z]+ )?$")


def introduced_as_kin(text: str, at: int) -> bool:
    """Say whether whoever is named at ``at`` is introduced as someone's relative."""
    return bool(_KIN.search(text, max(0, at - 160), at))


def has_kin(text: str, at: int) -> bool:
    """Say whether the person named at ``at`` is the one whose relative was spoken of: "brother of" Brandvold."""
    return "of" in text[max(0, at - 16) : at] and bool(_KIN_OF.search(text, max(0, at - 40), at))


#: Words before the name of whoever is someone's relative or friend: "her son Peter".
RELATIVE_BEFORE = word_set(
    """
    daughter daughters son sons wife husband brother brothers sister sisters mother father mom mum dad cousin nephew
    niece uncle aunt grandmother grandfather grandma grandpa grandson granddaughter stepson stepdaughter stepfather
    stepmother twin twins friend girlfriend boyfriend fiancé fiancée fiancee neighbour neighbor colleague
    """
)
#: Who has the name of a person, and is none.
ANIMALS = word_set(
    """
    dog dogs cat cats pet pets horse horses puppy puppies kitten kittens parrot rabbit pony ship boat yacht
    """
)
_NAMED_SO = re.compile(r"\b(?:named|called|name is|names? was)[ \u00a0]$")


def named_so(text: str, at: int) -> bool:
    """Say whether the text says that someone is called by the name at ``at``."""
    return bool(_NAMED_SO.search(text, max(0, at - 12), at))


_QUOTES, _CLOSING = "\"“‘'«„", ('"', "”", "’", "'", "»")


def in_quotes(text: str, start: int, end: int) -> bool:
    """Say whether a word alone is in quotation marks: then it is spoken of."""
    return start > 0 and text[start - 1] in _QUOTES and text[end : end + 1] in _CLOSING
