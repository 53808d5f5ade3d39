"""What the pages of all doors share: who asks, forms made of catalogue fields, frames, words, the way in."""
