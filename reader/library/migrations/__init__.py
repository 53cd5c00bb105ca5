"""The statements of each migration, in order, a module each.

One that shipped is never edited, but for its comments; the next is a new module.
"""

from reader.library.migrations.m001_initial import INITIAL
from reader.library.migrations.m002_fetch_state import FETCH_STATE
from reader.library.migrations.m003_known_items import KNOWN_ITEMS
from reader.library.migrations.m004_health import HEALTH
from reader.library.migrations.m005_searching import SEARCHING
from reader.library.migrations.m006_saved_searches import SAVED_SEARCHES
from reader.library.migrations.m007_rules import RULES
from reader.library.migrations.m008_reading import READING
from reader.library.migrations.m009_retention import RETENTION
from reader.library.migrations.m010_versions import VERSIONS
from reader.library.migrations.m011_always_full_text import ALWAYS_FULL_TEXT
from reader.library.migrations.m012_declined import DECLINED
from reader.library.migrations.m013_origin import ORIGIN

MIGRATIONS = {
    "m001_initial": INITIAL,
    "m002_politeness": FETCH_STATE,
    "m003_leanness": KNOWN_ITEMS,
    "m004_health": HEALTH,
    "m005_searching": SEARCHING,
    "m006_saved_searches": SAVED_SEARCHES,
    "m007_rules": RULES,
    "m008_reading": READING,
    "m009_retention": RETENTION,
    "m010_versions": VERSIONS,
    "m011_outlets": ALWAYS_FULL_TEXT,
    "m012_declined": DECLINED,
    "m013_origin": ORIGIN,
}
"""By the name that is recorded in the file once it has run: it stays, whatever the module is called."""
