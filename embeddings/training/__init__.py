"""How the default embedding is made and adapted, and how the kinds of lines are learned.

It may import the ground, `text`, `pages`, `encoders`, `index` and the verbs; torch lives here.
It doesn't know what questions people ask.
"""
