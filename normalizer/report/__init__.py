"""Reports for people: of a run, of one document, and of what differs between two runs; each one HTML file."""
