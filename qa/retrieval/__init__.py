"""From a question to passages: candidates, fusion, refinement, and the hits taken from them.

It may import `embeddings`' public names.
It doesn't know what an answer is.
"""
