"""What oversight does: it counts, draws samples, urges several orders at once."""
