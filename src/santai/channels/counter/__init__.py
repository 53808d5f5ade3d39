"""The counter: receiving people in one place, their papers in and out with signatures."""
