"""The screens of staff who work the orders: the inbox, one order, the catalogue."""
