"""What was said before a question: the earlier turns, and whether it follows up on them.

It may import `embeddings`' public names and `answer`.
It doesn't know what the articles say.
"""
