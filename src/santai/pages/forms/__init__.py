"""Forms made of catalogue fields: asked, shown again with what was typed, read back."""
