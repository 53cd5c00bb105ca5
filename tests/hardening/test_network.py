"""A small dose of the attacks on the private network."""

import random

from hardening.network import control, spellings, table
from made_networks import PUBLIC
from web_server import WebServer


def test_no_way_of_a_public_feed_leads_into_a_private_network_and_each_does_from_a_typed_host() -> None:
    with WebServer(PUBLIC) as world, WebServer() as inside:
        rows = table(world, inside)
        assert {name: row for name, row in rows.items() if set(row) - {"refused", "typed"}} == {}
        assert spellings(world, inside, 20, random.Random(7)) == []
        assert (len(inside.requests), inside.most_at_once) == (0, 0)
        assert set(control(world, inside)) == {"reached"}
