"""What the page needs beside its layout: what it shows, its conversation, its server.

It may import `embeddings`' public names, `assistant`, `answer`, `phrase`, the hits of `retrieval`.
It doesn't know how an answer comes about.
"""
