"""TaskRouter's published contract as data, and what compares an answer with it."""
