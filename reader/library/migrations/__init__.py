"""The statements of each migration, in order, a module each.

One that shipped is never edited, but for its comments; the next is a new module.
"""

from reader.library.migrations.m001_initial import INITIAL
from reader.library.migrations.m002_politeness import POLITENESS
from reader.library.migrations.m003_leanness import LEANNESS
from reader.library.migrations.m004_health import HEALTH
from reader.library.migrations.m005_searching import SEARCHING
from reader.library.migrations.m006_saved_searches import SAVED_SEARCHES
from reader.library.migrations.m007_rules import RULES
from reader.library.migrations.m008_reading import READING
from reader.library.migrations.m009_retention import RETENTION
from reader.library.migrations.m010_versions import VERSIONS
from reader.library.migrations.m011_outlets import OUTLETS
from reader.library.migrations.m012_declined import DECLINED

MIGRATIONS = {
    "m001_initial": INITIAL,
    "m002_politeness": POLITENESS,
    "m003_leanness": LEANNESS,
    "m004_health": HEALTH,
    "m005_searching": SEARCHING,
    "m006_saved_searches": SAVED_SEARCHES,
    "m007_rules": RULES,
    "m008_reading": READING,
    "m009_retention": RETENTION,
    "m010_versions": VERSIONS,
    "m011_outlets": OUTLETS,
    "m012_declined": DECLINED,
}
"""By the name that is recorded in the file once it has run."""
