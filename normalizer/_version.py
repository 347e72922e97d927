"""The version of the package, read without importing its metadata."""

__version__ = "0.1.0"
