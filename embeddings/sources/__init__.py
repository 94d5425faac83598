"""From the files of a seeds folder to articles: a reader a format, in a process that can be killed.

It may import the ground, `text` and `pages`.
It doesn't know the index, nor any model.
"""
