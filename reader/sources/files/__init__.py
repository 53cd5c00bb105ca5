"""Documents on disk, subscription lists, and what commands print."""
