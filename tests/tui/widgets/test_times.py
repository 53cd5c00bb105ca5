"""Times in words."""

import pytest
from builders import NOW

from reader.tui.widgets.times import age, clock_text, date_text, day_name, day_of, day_starts, reading_time

DAY = 86_400


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        *((-500, "now"), (0, "now"), (59, "now"), (60, "1m"), (3599, "59m"), (7200, "2h"), (DAY, "1d")),
        *((6 * DAY, "6d"), (7 * DAY, "1w"), (364 * DAY, "52w"), (366 * DAY, "1y"), (200 * 366 * DAY, "99y")),
    ],
)
def test_an_age_takes_three_cells_at_most(seconds: int, text: str) -> None:
    assert age(NOW - seconds, NOW) == text
    assert len(text) <= 3


@pytest.mark.parametrize(
    ("days", "name"),
    [
        *((0, "Today"), (1, "Yesterday"), (2, "Friday"), (6, "Monday"), (7, "Sunday 15 Nov"), (400, "18 Oct 2025")),
        *((-1, "Tomorrow"), (-3, "Wednesday 25 Nov")),
    ],
)
def test_days_have_the_names_people_call_them(days: int, name: str) -> None:
    assert day_name(day_of(NOW) - days, day_of(NOW)) == name


def test_dates_and_clocks_are_short() -> None:
    assert date_text(NOW) == "22 Nov 2026"
    assert clock_text(NOW) == "12:00"


@pytest.mark.parametrize("at", [-(10**18), 10**18])
def test_a_time_beyond_all_calendars_is_a_time_all_the_same(at: int) -> None:
    assert date_text(at)
    assert day_starts([at], None)


def test_reading_takes_a_minute_at_least() -> None:
    assert reading_time(3) == "1 min"
    assert reading_time(2300) == "10 min"


def test_a_day_starts_where_the_one_before_was_another() -> None:
    times = [NOW, NOW - 100, NOW - DAY, NOW - DAY - 5, NOW - 3 * DAY]
    today = day_of(NOW)
    assert day_starts(times, None) == [(0, today), (2, today - 1), (4, today - 3)]
    assert day_starts(times, today) == [(2, today - 1), (4, today - 3)]
