"""What a question asks for beside its answer: of which kind, from when, by whom, in which words.

It may import `embeddings`' public names and `phrase`.
It doesn't know what the articles say, nor what an answer is.
"""
