"""The terminal: a machine in a hall that everybody uses after one another, with their fingers."""
