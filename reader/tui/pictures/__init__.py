"""The pictures of a story, in the text and alone.

actions           the command of pictures
article_pictures  fetches the pictures of the story shown, and shows one large
known             the state of each picture, and whether pictures are on
drawings          a cache of pictures drawn
decoding          the pixels of a kept picture
half_blocks       pixels as coloured half blocks
terminal          what the terminal can do for pictures
screen            one picture as large as there is room for
"""
