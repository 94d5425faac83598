"""Models that make vectors, vetted: the default in NumPy, others by sentence-transformers.

It may import the ground and `text`; torch is loaded for another model than the default alone.
It doesn't know articles, passages or the index.
"""
