"""Laying out a whole article at once."""

from reader.reading.article import Article
from reader.reading.layout.page import Layout, LayoutBuilder
from reader.reading.layout.pictures import PictureOptions


def lay_out(
    article: Article,
    width: int,
    base_url: str = "",
    *,
    unfolded: bool = False,
    pictures: PictureOptions | None = None,
) -> Layout:
    """Return `article` in lines of at most `width` cells (at least 10); relative links resolve against `base_url`.

    Without `pictures` all pictures are words.
    """
    builder = LayoutBuilder(width, base_url, unfolded=unfolded, pictures=pictures)
    builder.add(article)
    return builder.finished()
