"""Find the articles that answer a question: an index, and what answered questions teach about its order."""
