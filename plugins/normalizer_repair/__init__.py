"""Text repair: exactly what ftfy does, many times faster and with every change on record; and bytes to text.

Usable on its own:

    >>> from normalizer_repair import fix_text, repair, undo
    >>> fix_text("caf\\u00c3\\u00a9 &amp; \\u201ctea\\u201d")
    'café & "tea"'
    >>> text, changes = repair("caf\\u00c3\\u00a9")
    >>> changes[0].before, changes[0].after, changes[0].rule
    ('Ã©', 'é', 'fix_encoding')
    >>> undo(text, changes)
    'cafÃ©'
"""

from normalizer_repair._decode import decode
from normalizer_repair._engine import fix_text
from normalizer_repair._plugin import Repair
from normalizer_repair._repair import Repaired, repair, undo

__all__ = ["Repair", "Repaired", "decode", "fix_text", "repair", "undo"]
