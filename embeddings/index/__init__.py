"""What is kept of articles, and how: the store, its files, generations, publishing, the seal.

It may import the ground, `text`, `pages` and `encoders`.
It doesn't know seed files, nor the questions that it is asked for.
"""
