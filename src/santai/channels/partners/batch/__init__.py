"""Batches: a file from another system, row by row through the one door.

Every row becomes an order, is found to be one already, or is kept whole with the reason why not.
"""
