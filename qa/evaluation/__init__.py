"""How good search and answers are, on given questions and made ones; and what is learned from such.

It may import `embeddings`' public names and all of `qa` but `web`.
It doesn't know the page.
"""
