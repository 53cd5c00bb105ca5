"""What each migration of the schema does, a module each. One that shipped is never edited; the next is a new module."""
