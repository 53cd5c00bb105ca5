"""Offering a rule that would have predicted what was tagged by hand: once, quietly, and never again where unwanted.

Owns which rule is offered now and what was offered before. Must not know how rules are found, nor how one is made.
"""

import json
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from reader.library import Library
from reader.model import RuleActions
from reader.tui.library_access import LibraryThread
from reader.tui.tags.entry import Tagging

if TYPE_CHECKING:
    from reader.tagging.rule_offers import Offer
    from reader.tui.widgets.matches import Draft

_KEY = "rules_offered"


class RuleOffers:
    """Looks with `lists` once `writer` has written a tagging; `say` tells of an offer, `remember` keeps it by a key."""

    def __init__(
        self,
        library: Library,
        lists: LibraryThread,
        writer: LibraryThread,
        say: Callable[[str], None],
        remember: Callable[[str, str], None],
    ) -> None:
        self._lists = lists
        self._writer = writer
        self._say = say
        self._remember = remember
        self._never: Sequence[str] = _read(library.state.get(_KEY, "[]"))
        self._offer: Offer | None = None

    def look(self, tagging: Tagging) -> None:
        """Find out whether a rule would have done what was just done by hand."""
        never = self._never

        def found(offer: "Offer | None") -> None:
            self._found(offer, tagging)

        def look(_: None) -> None:
            self._lists.ask("a rule to offer", lambda library: _find(library, tagging.add, never), found)

        if tagging.add:
            self._writer.do(lambda _: None, look)

    def take(self) -> "Draft | None":
        """Return the rule offered last, to be looked at; None where there is none."""
        offer, self._offer = self._offer, None
        if offer is None:
            self._say("no rule is offered now · M makes one")
            return None
        from reader.tui.widgets.matches import Draft

        return Draft(offer.query, RuleActions((offer.tag,)))

    def refuse(self) -> None:
        """Offer no rule for the tag of the rule offered last again."""
        offer, self._offer = self._offer, None
        if offer is None:
            self._say("no rule is offered now")
            return
        self._keep(offer.tag)
        self._say(f"no rule for {offer.tag} will be offered again")

    def _found(self, offer: "Offer | None", tagging: Tagging) -> None:
        """Tell of an offer; one that stands is told again while its tag is still being put on, and no other for it."""
        from reader.tagging.rule_offers import key_of

        if offer is not None and (self._offer is None or self._offer.tag != offer.tag):
            self._offer = offer
            self._keep(key_of(offer.query, offer.tag))
        if self._offer is not None and self._offer.tag in tagging.add:
            self._say(f"a rule? {self._offer.words} · Y look at it · N never")

    def _keep(self, key: str) -> None:
        self._never = [*self._never, key]
        self._remember(_KEY, json.dumps(self._never, ensure_ascii=False))


def _find(library: Library, tags: Sequence[str], never: Sequence[str]) -> "Offer | None":
    from reader.tagging.rule_offers import find

    return find(library, tags, never)


def _read(text: str) -> list[str]:
    try:
        kept = json.loads(text)
    except ValueError:
        return []
    return [key for key in kept if isinstance(key, str)] if isinstance(kept, list) else []
