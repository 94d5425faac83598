"""Ask an index of articles: search its passages, or get an answer with citations.

The public names stand in `__init__.pyi`; each is loaded when it is first used, so that help comes
at once.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
