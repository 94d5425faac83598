"""From the text of a copied page to its article and the headlines beside it.

It may import the ground and `text`.
It doesn't know where a page comes from, nor what becomes of it.
"""
