"""What lies in a private network, by its address and by its name, and what may lead there."""

import pytest

from reader.sources.private_network import is_private, is_private_host, reaches_inside

INSIDE = """
127.0.0.1 10.1.2.3 172.16.0.1 192.168.1.1 169.254.169.254 100.64.0.1 0.0.0.0 0.1.2.3 198.18.0.1 192.0.2.1 224.0.0.1
239.255.255.250 240.0.0.1 255.255.255.255 :: ::1 fe80::1%eth0 fd00::1 fec0::1 ff02::1 ff0e::1 2001:db8::1 100::1
::127.0.0.1 ::ffff:127.0.0.1 ::ffff:0:10.0.0.1 64:ff9b::7f00:1 64:ff9b::c0a8:101 64:ff9b:1::808:808 2002:7f00:1::
2002:c0a8:101::1 2001:0:4136:e378:8000:63bf:3fff:fdd2 4000::1
"""
OUTSIDE = """
8.8.8.8 93.184.216.34 1.1.1.1 223.255.255.255 2606:2800:220:1::1 2001:4860:4860::8888 ::ffff:8.8.8.8
64:ff9b::808:808 2002:808:808::1
"""
HOMES = """
localhost localhost. LOCALHOST a.localhost nas nas.local pi.lan x.home.arpa x.internal 127.0.0.1 127.1 2130706433
0x7f000001 0x7f.1 0177.0.0.1 017700000001 0 10.0.0.1 192.168.257 [::1] ::1 [::ffff:10.0.0.1] [64:ff9b::7f00:1]
[fe80::1%25eth0] １２７.0.0.1 127。0。0。1 １０．0.0.1 nas。local 127.0.0.1:80 nas:8080 [::1]:80
"""
WORLD = """
example.org nas.example.com localhost.example.org 127.0.0.1.nip.io 8.8.8.8 134744072 0x08080808 010.010.010.010
[2606:4700::1111]:443 example.org:80 lan.example 例え。jp пример｡рф
"""


@pytest.mark.parametrize(("addresses", "private"), [(INSIDE, True), (OUTSIDE, False)])
def test_an_address_is_judged_by_what_it_wraps(addresses: str, private: bool) -> None:
    assert [address for address in addresses.split() if is_private(address) is not private] == []


@pytest.mark.parametrize(("hosts", "private"), [(HOMES, True), (WORLD, False)])
def test_a_host_is_judged_by_its_name_in_every_spelling(hosts: str, private: bool) -> None:
    assert [host for host in hosts.split() if is_private_host(host.lower()) is not private] == []


@pytest.mark.parametrize(
    ("typed", "inside"),
    [
        ("http://localhost:3000/feed", True),
        ("http://nas/feed", True),
        ("http://0x7f000001/", True),
        ("http://[::1]/", True),
        ("https://nas.example.com/feed", True),
        ("https://NAS.example.com./feed", True),
        ("https://example.com/feed", False),
        ("http://localhost@example.com/", False),
        ("", False),
        ("cmd:fetch localhost", False),
        ("/home/me/feeds.xml", False),
        ("seeds:", False),
        ("documents:", False),
        ("http://[::1", False),
    ],
)
def test_only_a_typed_private_host_or_a_name_in_the_settings_leads_inside(typed: str, inside: bool) -> None:
    assert reaches_inside(typed, ("nas.example.com",)) is inside
