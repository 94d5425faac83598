"""An index in Milvus, which many machines may search: made there, copied there, opened, followed.

It may import article, errors, text, sources, encoders and index.
It doesn't know builds, questions or answers.
"""
