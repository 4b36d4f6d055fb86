"""What a client or a callback's answer has done to a reservation, and what is dialled for it."""
