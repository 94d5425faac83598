"""From a question to passages: candidates, fusion, refinement, hits, and what is read in them.

It may import `embeddings`' public names and `reader`.
It doesn't know what an answer is.
"""
