"""The small transformer that reads a question with a window of an article, and its training.

It may import `embeddings`' public names; torch and transformers live in its training alone.
It doesn't know how windows are found, nor what becomes of what it reads.
"""
