"""The budget of requests to a host."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from reader.library.refresh_state.hosts import HostState
from reader.refreshing.politeness.rate_limiter import after_leaking, capacity, empty_at


@given(
    st.lists(st.integers(0, 2000), min_size=1, max_size=200),
    st.sampled_from([2, 7, 60, 600]),
)
def test_h14_no_hour_sees_more_requests_than_the_budget_wherever_it_begins(pauses: list[int], per_hour: int) -> None:
    now, state, made = 0, HostState(), list[int]()
    for pause in pauses:
        now += pause if pause > 40 else 0
        state = after_leaking(state, per_hour, now)
        if state.requests < capacity(per_hour):
            state = replace(state, requests=state.requests + 1)
            made.append(now)
    for begins in made:
        assert sum(begins <= moment < begins + 3600 for moment in made) <= per_hour


def test_h14_a_host_is_free_again_when_it_is_said_to_be() -> None:
    state = HostState(since=1000, requests=5)
    free = empty_at(state, 10)
    assert free == 1000 + 3600
    assert after_leaking(state, 10, free - 1).requests == 1
    assert after_leaking(state, 10, free).requests == 0
    assert after_leaking(state, 10, 999).requests == 5
