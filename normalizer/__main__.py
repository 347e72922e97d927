"""``python -m normalizer`` is the command ``article-normalizer``."""

from normalizer.cli import main

main()
