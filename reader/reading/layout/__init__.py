"""An article's Markdown as lines for a terminal of a given width; pure.

page              the page: lines, links, headings, pictures; laid out part by part
markdown_parser   the dialect of Markdown, and the parser set up for it
blocks            Markdown as a flat list of blocks
inline            the text of one block with its styles and links
paragraph_images  images split from the words of a paragraph
block_lines       one block as lines, with the bars and markers of what it stands in
code              blocks of code, coloured by their language
tables            tables as grids, or as records where there is no room
pictures          how large a picture is drawn, and the lines kept free for it
below_text        what stands below the text: attached files, note, a paywall's notice, the publisher's, links
wrapping          spans, lines, and where a line may end
bidi              text that runs from right to left
find_in_page      finding words in the lines
"""
