"""The demonstration: 平顶山 with its counties, townships and village rooms, people and 90 days of orders.

Every name and text is invented; every record says `demo`. Identity numbers have valid check digits and the
sequence 000, which is never issued, so they belong to nobody. Orders come in through the one door, with the
clock turned back: the demonstration shows nothing the product cannot do.
"""

from santai.project.demo.load import PASSWORD, load, wanted

__all__ = ["PASSWORD", "load", "wanted"]
