"""An index in Milvus, which many machines may search: copied there, opened, followed.

It may import article, errors, text, encoders and index.
It doesn't know seeds, builds, questions or answers.
"""
