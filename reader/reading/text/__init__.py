"""The structure of a plain document, and text as Markdown takes it."""
