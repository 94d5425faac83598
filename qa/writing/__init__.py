"""Written answers: a language model's sentences, each held to the passages that it cites.

It may import `embeddings`, `request`, `reader`, `values`, `retrieval`, `answer` and `synonyms`.
It doesn't know how passages are found, nor how an answer is shown.
"""
