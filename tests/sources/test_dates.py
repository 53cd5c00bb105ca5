"""Dates as publishers write them."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reader.sources.dates import from_datetime, read_date

READINGS = [
    # ISO 8601 and what is close to it
    ("2023-01-02", "2023-01-02T00:00:00"),
    ("2023-01", "2023-01-01T00:00:00"),
    ("2023-01-02T03:04:05Z", "2023-01-02T03:04:05"),
    ("2023-01-02t03:04:05z", "2023-01-02T03:04:05"),
    ("2023-01-02T03:04:05.678Z", "2023-01-02T03:04:05"),
    ("2023-01-02T03:04:05+02:00", "2023-01-02T01:04:05"),
    ("2023-01-02T03:04:05-0530", "2023-01-02T08:34:05"),
    ("2023-01-02T03:04:05 +02", "2023-01-02T01:04:05"),
    ("2023-01-02T03:04Z", "2023-01-02T03:04:00"),
    ("2023-01-02 03:04:05", "2023-01-02T03:04:05"),
    ("2023-01-02 03:04:05 UTC", "2023-01-02T03:04:05"),
    ("2023-01-02 03:04:05 PST", "2023-01-02T11:04:05"),
    ("2023/01/02 03:04", "2023-01-02T03:04:00"),
    ("2023.01.02", "2023-01-02T00:00:00"),
    ("20230102", "2023-01-02T00:00:00"),
    ("20230102T100000Z", "2023-01-02T10:00:00"),
    ("20230102100000", "2023-01-02T10:00:00"),
    ("20230102T100000+0100", "2023-01-02T09:00:00"),
    ("2023-W05-1", "2023-01-30T00:00:00"),
    ("2023W051", "2023-01-30T00:00:00"),
    ("2023-033", "2023-02-02T00:00:00"),
    ("2023-01-02T24:00:00Z", "2023-01-03T00:00:00"),
    ("2016-12-31T23:59:60Z", "2017-01-01T00:00:00"),
    # RFC 822, 850, 2822 and 9110
    ("Mon, 02 Jan 2023 03:04:05 GMT", "2023-01-02T03:04:05"),
    ("Mon, 2 Jan 2023 03:04 GMT", "2023-01-02T03:04:00"),
    ("02 Jan 2023 03:04:05 +0100", "2023-01-02T02:04:05"),
    ("Mon, 02 Jan 2023 03:04:05 EST", "2023-01-02T08:04:05"),
    ("Mon, 02 Jan 2023 03:04:05 EDT", "2023-01-02T07:04:05"),
    ("Sun, 02 Jul 2023 03:04:05 CEST", "2023-07-02T01:04:05"),
    ("Sun, 02 Jul 2023 03:04:05 BST", "2023-07-02T02:04:05"),
    ("Mon, 02 Jan 2023 03:04:05 JST", "2023-01-01T18:04:05"),
    ("Mon, 02 Jan 2023 03:04:05 GMT+1", "2023-01-02T02:04:05"),
    ("Mon, 02 Jan 2023 03:04:05 UTC+05:30", "2023-01-01T21:34:05"),
    ("Mon, 02 Jan 2023 03:04:05 -0000", "2023-01-02T03:04:05"),
    ("Mon, 02 Jan 2023 03:04:05 +0000 (UTC)", "2023-01-02T03:04:05"),
    ("Mon, 02 Jan 2023 03:04:05 ZZZ", "2023-01-02T03:04:05"),
    ("Mon, 02 Jan 2023 03:04:05", "2023-01-02T03:04:05"),
    ("Mon, 02 Jan 2023", "2023-01-02T00:00:00"),
    ("Mon, 02-Jan-2023", "2023-01-02T00:00:00"),
    ("Mon, 02-Jan-2023 03:04:05 GMT", "2023-01-02T03:04:05"),
    ("Monday, 02-Jan-23 03:04:05 GMT", "2023-01-02T03:04:05"),
    ("Mon, 02 Jan 23 03:04:05 GMT", "2023-01-02T03:04:05"),
    ("Fri, 01 Jan 99 03:04:05 GMT", "1999-01-01T03:04:05"),
    ("Mon Jan  2 03:04:05 2023", "2023-01-02T03:04:05"),
    ("Mon Jan 2 03:04:05 PST 2023", "2023-01-02T11:04:05"),
    ("Mon Jan 02 2023 03:04:05 GMT+0100 (CET)", "2023-01-02T02:04:05"),
    ("Sunday, 02 Jan 2023 03:04:05 GMT", "2023-01-02T03:04:05"),
    # what people write
    ("January 2, 2023", "2023-01-02T00:00:00"),
    ("January 2, 2023 3:04 PM", "2023-01-02T15:04:00"),
    ("Jan 2, 2023 12:04 am", "2023-01-02T00:04:00"),
    ("Jan 2, 2023 at 3:04 p.m. EST", "2023-01-02T20:04:00"),
    ("2 January 2023", "2023-01-02T00:00:00"),
    ("2nd of January 2023", "2023-01-02T00:00:00"),
    ("January 2023", "2023-01-01T00:00:00"),
    ("1/2/2023", "2023-01-02T00:00:00"),
    ("13/2/2023", "2023-02-13T00:00:00"),
    ("2/13/2023 10:11:12 PM", "2023-02-13T22:11:12"),
    ("07.02.2025", "2025-02-07T00:00:00"),
    ("7. 2. 2025 18:30", "2025-02-07T18:30:00"),
    ("07.02.25", "2025-02-07T00:00:00"),
    # in other languages
    ("lun. 02 janv. 2023", "2023-01-02T00:00:00"),
    ("mar. 03 janv. 2023 10:11:12 +0100", "2023-01-03T09:11:12"),
    ("14 août 2023 à 18h30", "2023-08-14T18:30:00"),
    ("Mo, 02 Jan 2023 03:04:05 MEZ", "2023-01-02T02:04:05"),
    ("Montag, 2. Januar 2023", "2023-01-02T00:00:00"),
    ("Di., 14. März 2023, 18:30", "2023-03-14T18:30:00"),
    ("Do, 07 Dez 2023 10:00:00 +0100", "2023-12-07T09:00:00"),
    ("2 de enero de 2023", "2023-01-02T00:00:00"),
    ("lun, 02 ene 2023 10:00:00 +0000", "2023-01-02T10:00:00"),
    ("2 gennaio 2023", "2023-01-02T00:00:00"),
    ("ma 2 mei 2023", "2023-05-02T00:00:00"),
    ("2 de março de 2023", "2023-03-02T00:00:00"),
    ("2 stycznia 2023", "2023-01-02T00:00:00"),
    ("2 января 2023 г.", "2023-01-02T00:00:00"),
    ("2 мая 2023", "2023-05-02T00:00:00"),
    ("2023年1月2日", "2023-01-02T00:00:00"),
    ("2023年1月2日 10:11", "2023-01-02T10:11:00"),
    ("2023년 1월 2일", "2023-01-02T00:00:00"),
    ("２０２３年１月２日", "2023-01-02T00:00:00"),
    # numbers
    ("1700000000", "2023-11-14T22:13:20"),
    ("1700000000.75", "2023-11-14T22:13:20"),
    ("1700000000123", "2023-11-14T22:13:20"),
    # blanks
    ("  \n Mon, 02 Jan 2023\n 03:04:05   GMT ", "2023-01-02T03:04:05"),
]

HOPELESS = [
    "",
    "   ",
    "yesterday",
    "Monday",
    "10:30",
    "10:30 AM",
    "2023",
    "0000-00-00",
    "0000-00-00 00:00:00",
    "2023-02-30",
    "2023-13-01",
    "32 Jan 2023",
    "2023-01-02T25:00:00Z",
    "2023-01-02T10:61:00Z",
    "{{ date }}",
    "Invalid Date",
    "January",
    "1" * 100,
    "1" * 200,
    "9" * 90 + "-01-01",
    "\x00\ud800",
]


@pytest.mark.parametrize(("text", "expected"), READINGS)
def test_reads_the_date(text: str, expected: str) -> None:
    moment = read_date(text)
    assert moment is not None
    assert datetime.fromtimestamp(moment, UTC).replace(tzinfo=None) == datetime.fromisoformat(expected)


@pytest.mark.parametrize("text", HOPELESS)
def test_what_is_no_date_is_none_and_never_the_current_time(text: str) -> None:
    assert read_date(text) is None


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60))
def test_any_text_gives_a_whole_number_or_none(text: str) -> None:
    moment = read_date(text)
    assert moment is None or isinstance(moment, int)


@settings(max_examples=100, deadline=None)
@given(
    st.datetimes(datetime(1991, 1, 1), datetime(2090, 1, 1)).map(lambda moment: moment.replace(microsecond=0)),
    st.integers(-14 * 4, 14 * 4).map(lambda quarters: timezone(timedelta(minutes=15 * quarters))),
)
def test_what_python_writes_is_read_back(moment: datetime, zone: timezone) -> None:
    aware = moment.replace(tzinfo=zone)
    assert read_date(aware.isoformat()) == int(aware.timestamp())
    assert read_date(aware.strftime("%d %b %Y %H:%M:%S %z")) == int(aware.timestamp())


def test_a_date_of_front_matter_is_midnight_utc_and_a_naive_time_is_utc() -> None:
    assert from_datetime(date(1970, 1, 2)) == 86_400
    assert from_datetime(datetime(1970, 1, 1, 0, 0, 1)) == 1
    assert from_datetime(datetime(1970, 1, 1, 1, 0, tzinfo=timezone(timedelta(hours=1)))) == 0
