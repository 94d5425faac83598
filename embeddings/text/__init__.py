"""From bytes to sentences: decoding, cleaning, dates, syllables, Kiwi's one analysis, passages.

It may import the ground (article, errors) alone.
It doesn't know what a page, a file or an index is.
"""
