"""The pipeline inside other people's frameworks. Each module needs its framework, and is imported by its name."""
