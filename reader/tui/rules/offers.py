"""Offers a rule that would have predicted tags put on by hand; each rule once.

Owns which rule is offered now and what was offered before. Must not know how rules are found, nor how one is made.
"""

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from reader.library import Library
from reader.tagging.tag_input import Tagging
from reader.tui.context import Context

if TYPE_CHECKING:
    from reader.tagging.rule_offers import Offer

_KEY = "rules_offered"


class RuleOffers:
    """Looks for a rule in a thread, once a tagging is written."""

    def __init__(self, context: Context) -> None:
        self._library = context.library
        self._say = context.status.say
        self._never: Sequence[str] = context.library.here.state.texts(_KEY)
        self._offer: Offer | None = None

    def check(self, tagging: Tagging) -> None:
        """Find out whether a rule would have done what was just done by hand, and is on disk."""
        never = self._never

        def found(offer: "Offer | None") -> None:
            self._found(offer, tagging)

        if tagging.add:
            self._library.lists.ask("a rule to offer", lambda library: _find(library, tagging.add, never), found)

    def pop(self) -> "Offer | None":
        """Return the rule offered last, to be reviewed; None where there is none, which the status line says."""
        offer, self._offer = self._offer, None
        if offer is None:
            self._say("no rule is offered now · M makes one")
        return offer

    def refuse(self) -> None:
        """Offer no rule for the tag of the rule offered last again."""
        offer, self._offer = self._offer, None
        if offer is None:
            self._say("no rule is offered now")
            return
        self._never_again(offer.tag)
        self._say(f"no rule for {offer.tag} will be offered again")

    def _found(self, offer: "Offer | None", tagging: Tagging) -> None:
        """Show an offer; one that stands is shown again while its tag is still being put on, and no other for it."""
        from reader.tagging.rule_offers import key_of

        if offer is not None and (self._offer is None or self._offer.tag != offer.tag):
            self._offer = offer
            self._never_again(key_of(offer.query, offer.tag))
        if self._offer is not None and self._offer.tag in tagging.add:
            self._say(f"a rule? {self._offer.words} · Y look at it · N never")

    def _never_again(self, key: str) -> None:
        self._never = [*self._never, key]
        self._library.remember(_KEY, json.dumps(self._never, ensure_ascii=False))


def _find(library: Library, tags: Sequence[str], never: Sequence[str]) -> "Offer | None":
    from reader.tagging.rule_offers import find

    return find(library, tags, never)
