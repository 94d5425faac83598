"""From a folder of seeds to an index: read, split, analyse, encode, publish.

The public names stand in `__init__.pyi`. Each is loaded when it is first used: help comes at once,
and the process that reads documents, which has little memory, needs neither Kiwi nor FAISS.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
