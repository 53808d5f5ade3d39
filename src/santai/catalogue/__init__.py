"""The catalogue: services as dated files, what places improve in them, and the law they rest on.

`load` reads and proves them; `Catalogue` answers what holds where and when; `evaluate` judges rules,
`forms` checks what people type. No Django, no clock.
"""

from santai.catalogue.catalogue import Catalogue
from santai.catalogue.errors import CatalogueError, NotInCatalogue, Problem
from santai.catalogue.loader.roots import load

__all__ = ["Catalogue", "CatalogueError", "NotInCatalogue", "Problem", "load"]
