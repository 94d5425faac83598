"""From hits to an answer: the sentences that say it, how sure that is, and what is quoted.

It may import `embeddings`' public names and all rooms of `qa` that a question meets before.
It doesn't know where the hits come from, nor how an answer is shown.
"""
