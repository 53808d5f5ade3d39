"""Reference data under /desk/reference/: Django's admin in the house's own dress.

It stands here beside `santai people`, whose work it does on pages, and not in each capability: who may change an
office is known above the places, and every change goes through the actions of places and people. No scripts, no
style of Django's: `desk/templates/admin` puts the pages into the frame of the desk.
"""
