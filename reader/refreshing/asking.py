"""What a server is asked with: which of the validators it gave are still worth sending (rule H6). Pure."""

from dataclasses import replace

from reader.library.refresh_state.checks import FetchState
from reader.model import Validators
from reader.sources.feeds.dates import read_date

_OLDEST = 8 * 86_400
_YEAR = 366 * 86_400


def validators_to_send(state: FetchState, now: int) -> Validators:
    """Return the validators to ask with.

    None where the last whole answer is more than 8 days old, since some servers say "unchanged" for ever; no date of
    1970 or of the distant future, which tells nothing.
    """
    if state.answered is not None and now - state.answered > _OLDEST:
        return Validators()
    modified = read_date(state.validators.last_modified)
    if modified is not None and (modified <= 0 or modified > now + _YEAR):
        return replace(state.validators, last_modified="")
    return state.validators
