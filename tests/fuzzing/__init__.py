"""Hostile input, made up without end: ``scripts/fuzz 60`` runs all targets for a minute.

A target is a property of a part that reads what strangers wrote: bytes to text, page to document, changes to ledger,
files to records. Rounds have seeds that count up, so that a run of the same length sees the same examples; what fails
is made as small as can be, and printed.
"""
