"""How the default embedding is made, and adapted to one's own articles.

It may import the ground, `text`, `encoders`, `index` and the verbs; torch lives here.
It doesn't know what questions people ask.
"""
