"""A small dose of signals at any moment."""

from hardening.ways_out import rounds


def test_the_terminal_is_whole_after_signals_at_any_moment() -> None:
    ends = rounds(3, seed=5)
    assert not [came_to for came_to in ends if came_to.startswith("!")]
