"""Foreign pictures made small and harmless."""

import io
import subprocess
import sys
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_pictures import BLUE, RED, a_picture, encoded, gif_bomb, png_bomb, two_halves, wide_gif
from PIL import Image, PngImagePlugin

from reader.errors import SourceError
from reader.sources.pictures import shrinking as pictures
from reader.sources.pictures.formats import Header, header_of
from reader.sources.pictures.shrinking import LONGEST_SIDE, MOST_PIXELS, require_pictures, small_picture

KINDS = ("PNG", "JPEG", "GIF", "WEBP")


def opened(content: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(content))
    assert image.format == "PNG"
    image.load()
    return image


def near(one: Any, other: tuple[int, int, int]) -> bool:
    return all(abs(a - b) < 12 for a, b in zip(one, other, strict=False))


@pytest.mark.parametrize("kind", KINDS)
@given(width=st.integers(1, 300), height=st.integers(1, 300))
@settings(max_examples=20, deadline=None)
def test_the_size_is_read_before_anything_is_decoded(kind: str, width: int, height: int) -> None:
    assert header_of(a_picture(width, height, kind)) == Header(kind, width, height)


@pytest.mark.parametrize("options", [{"lossless": True}, {"exif": b"Exif\0\0MM\0*\0\0\0\x08\0\0\0\0\0\0"}])
def test_every_kind_of_webp_tells_its_size(options: dict[str, Any]) -> None:
    assert header_of(a_picture(321, 123, "WEBP", **options)) == Header("WEBP", 321, 123)


def test_a_progressive_jpeg_behind_a_long_comment_tells_its_size() -> None:
    picture = a_picture(321, 123, "JPEG", progressive=True, comment=b"\xff\xc0" * 20_000)
    assert header_of(picture) == Header("JPEG", 321, 123)


@pytest.mark.parametrize("kind", KINDS)
def test_a_picture_of_every_kind_becomes_a_png(kind: str) -> None:
    small = opened(small_picture(a_picture(60, 40, kind)))
    assert small.size == (60, 40)
    assert near(small.convert("RGB").getpixel((30, 8)), RED)
    assert near(small.convert("RGB").getpixel((30, 32)), BLUE)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK"])
def test_every_colour_mode_comes_out_in_red_green_and_blue(mode: str) -> None:
    content = encoded(two_halves().convert(mode), "JPEG" if mode == "CMYK" else "PNG")
    assert opened(small_picture(content)).mode in ("RGB", "RGBA")


def test_sixteen_bits_of_grey_are_the_same_grey() -> None:
    grey = two_halves().convert("L")
    deep = grey.convert("I").point(lambda value: value * 257).convert("I;16")
    light = grey.getpixel((5, 5))
    assert isinstance(light, int)
    assert near(opened(small_picture(encoded(deep))).getpixel((5, 5)), (light, light, light))


def test_a_large_one_is_shrunk_and_keeps_its_proportions() -> None:
    assert opened(small_picture(a_picture(4000, 1000, "JPEG"))).size == (LONGEST_SIDE, LONGEST_SIDE // 4)


def test_what_one_sees_through_stays_so() -> None:
    image = two_halves().convert("RGBA")
    image.putalpha(Image.new("L", image.size, 0))
    small = opened(small_picture(encoded(image)))
    assert small.mode == "RGBA"
    assert small.getpixel((5, 5))[3] == 0  # type: ignore[index]


def test_nothing_but_pixels_is_left() -> None:
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", "taken at home")
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    for content in (
        encoded(two_halves(), "PNG", pnginfo=text, exif=exif, icc_profile=b"taken at home", dpi=(72, 72)),
        encoded(two_halves(), "JPEG", exif=exif, comment=b"taken at home", icc_profile=b"taken at home"),
    ):
        assert b"home" in content
        small = small_picture(content)
        assert b"home" not in small
        assert not opened(small).info


def test_a_photo_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    small = opened(small_picture(encoded(two_halves(60, 40), "JPEG", exif=exif)))
    assert small.size == (40, 60)
    assert near(small.getpixel((35, 30)), RED)
    assert near(small.getpixel((5, 30)), BLUE)


def test_of_one_that_moves_there_is_the_first_frame() -> None:
    frames = [Image.new("RGB", (30, 30), colour) for colour in (RED, BLUE)]
    for kind in ("GIF", "WEBP", "PNG"):
        moving = encoded(frames[0], kind, save_all=True, append_images=frames[1:], duration=100)
        assert near(opened(small_picture(moving)).convert("RGB").getpixel((5, 5)), RED)


# What is made to do harm


def refused(content: bytes) -> str:
    began = time.process_time()
    with pytest.raises(SourceError) as error:
        small_picture(content)
    assert time.process_time() - began < 1
    return str(error.value)


def test_t18_twenty_thousand_pixels_square_are_not_decoded() -> None:
    bomb = png_bomb()
    assert len(bomb) < 100_000
    assert refused(bomb) == "The picture has more than 40 million pixels (20,000 × 20,000); it was not decoded."


def test_a_picture_just_within_the_limit_is_decoded_in_bounded_memory() -> None:
    program = (
        "import re, sys\n"
        "from pathlib import Path\n"
        "from reader.sources.pictures.shrinking import small_picture\n"
        "print(len(small_picture(sys.stdin.buffer.read())))\n"
        "print(re.search(r'VmHWM:\\s+(\\d+)', Path('/proc/self/status').read_text())[1])"
    )
    large = encoded(Image.new("RGBA", (8000, MOST_PIXELS // 8000), (9, 9, 9, 100)), "PNG", compress_level=1)
    done = subprocess.run([sys.executable, "-c", program], input=large, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    size, most = map(int, done.stdout.split())
    assert size > 1000
    assert most < 700 * 1024


def test_what_takes_too_much_memory_is_given_up() -> None:
    program = (
        "import sys\n"
        "from reader.errors import SourceError\n"
        "from reader.sources.pictures import shrinking as pictures\n"
        "pictures._MOST_MEMORY = 100 * 1024**2\n"
        "try: pictures.small_picture(sys.stdin.buffer.read())\n"
        "except SourceError as error: print(error)"
    )
    large = encoded(Image.new("RGBA", (8000, 4000), (9, 9, 9, 100)), "PNG", compress_level=1)
    done = subprocess.run([sys.executable, "-c", program], input=large, capture_output=True, check=False)
    assert b"too much memory" in done.stdout, done.stderr


def test_t18_a_million_frames_are_one() -> None:
    bomb = gif_bomb()
    began = time.process_time()
    assert opened(small_picture(bomb)).size == (8, 8)
    assert time.process_time() - began < 1


def test_a_frame_larger_than_the_whole_is_refused() -> None:
    assert "million pixels" in refused(wide_gif())


@pytest.mark.parametrize("kind", KINDS)
def test_one_that_breaks_off_is_refused(kind: str) -> None:
    noise = Image.effect_noise((300, 300), 80).convert("RGB")
    whole = encoded(noise, kind)
    assert "damaged" in refused(whole[: len(whole) // 2])


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"<!doctype html><p>Not found", "a web page"),
        (b"\xef\xbb\xbf  <html>", "a web page"),
        (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', "SVG"),
        (b"\0\0\0\x1cftypavif", "AVIF"),
        (b"", "nothing"),
        (b"%PDF-1.7", "no picture"),
        (b"II*\0" + b"\0" * 40, "no picture"),
    ],
)
def test_what_is_no_picture_is_named(content: bytes, what: str) -> None:
    assert what in refused(content)


@pytest.mark.parametrize("size", [(1, 1), (2, 200), (200, 1)])
def test_a_dot_that_counts_readers_is_not_shown(size: tuple[int, int]) -> None:
    assert "counts readers" in refused(a_picture(*size))


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_whatever_the_bytes_are_it_is_a_picture_or_a_sentence(data: st.DataObject) -> None:
    content = bytearray(a_picture(16, 16, data.draw(st.sampled_from(KINDS))))
    for _ in range(data.draw(st.integers(0, 6))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at] = data.draw(st.integers(0, 255))
    end = data.draw(st.integers(0, len(content)))
    try:
        assert opened(small_picture(bytes(content[:end] + content[end:]))).width <= LONGEST_SIDE
        small_picture(bytes(content[:end]))
    except SourceError as error:
        assert str(error).endswith(".")


@given(
    st.binary(max_size=60),
    st.sampled_from([b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF89a", b"RIFF\0\0\0\0WEBP", b""]),
)
@settings(max_examples=300, deadline=None)
def test_a_header_of_nonsense_is_a_sentence_or_a_size(noise: bytes, begin: bytes) -> None:
    try:
        assert header_of(begin + noise).width > 0
    except SourceError as error:
        assert str(error).endswith(".")


def test_without_the_extra_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "find_spec", lambda _: None)
    with pytest.raises(SourceError, match=r"reader-tui\[pictures\]"):
        require_pictures()


def test_it_is_imported_only_when_it_is_used() -> None:
    program = "import sys, reader.refreshing.on_demand.story_pictures, reader.cli.fetching; print('PIL' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert done.stdout.strip() == b"False"
