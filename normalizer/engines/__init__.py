"""The same pipeline on engines for many machines, and in programs that hold their articles in Arrow tables.

`normalizer.engines.arrow.clean_batch` is the interface for all of them: Arrow in, Arrow out, one row for each row.
"""
