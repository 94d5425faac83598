"""What can go wrong with a language model, each as one line that tells nothing it mustn't."""

from __future__ import annotations

from embeddings import WritingError


class CutError(Exception):
    """A stream ended before its model did."""


class GarbledError(Exception):
    """What came is no stream of a chat."""


def fault(error: Exception, model: str, host: str) -> WritingError:
    """Return what an exception of the client says; its own words may hold the key."""
    import openai

    if isinstance(error, TimeoutError | openai.APITimeoutError):
        return WritingError(
            "the language model at {host} is silent for too long",
            "ask again, or use a smaller model or a faster server",
            key="llm-slow",
            host=host,
        )
    if isinstance(error, openai.APIStatusError):
        return _status(
            error.status_code, error.response.headers.get("retry-after", ""), model, host
        )
    if isinstance(error, openai.APIConnectionError):
        return WritingError(
            "the language model's server {host} can't be reached",
            "start it, or mend OPENAI_BASE_URL",
            key="llm-unreachable",
            host=host,
        )
    if isinstance(error, GarbledError | ValueError):
        return WritingError(
            "what {host} sends is no answer of a language model",
            "mend OPENAI_BASE_URL, which ends in /v1 for most servers",
            key="llm-garbled",
            host=host,
        )
    return WritingError(
        "the language model at {host} broke off in the middle",
        "ask again, or see its server's log",
        key="llm-cut",
        host=host,
    )


def _status(status: int, after: str, model: str, host: str) -> WritingError:
    if status in (401, 403):
        return WritingError(
            "{host} doesn't take the key", "mend OPENAI_API_KEY", key="llm-key", host=host
        )
    if status == 404:
        return WritingError(
            "{host} has no model {model}",
            "mend --llm-model or OPENAI_BASE_URL",
            key="llm-model",
            host=host,
            model=model,
        )
    if status == 429:
        return WritingError(
            "{host} takes no more questions for now",
            "ask again in {seconds} s",
            key="llm-busy",
            seconds=after if after.isdigit() else "60",
            host=host,
        )
    if 400 <= status < 500:
        return WritingError(
            "{host} refuses the request ({status})",
            "give the model's server a longer context, or use another model",
            key="llm-refused",
            status=status,
            host=host,
        )
    return WritingError(
        "the language model's server {host} fails ({status})",
        "see its log",
        key="llm-broken",
        status=status,
        host=host,
    )
