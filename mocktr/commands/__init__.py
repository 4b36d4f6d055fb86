"""What a test can have done or tried beside TaskRouter's own operations.

Each module is one command, and knows neither HTTP nor the fixtures: the admin API (`web.admin`) and
the `taskrouter` of a test call the same functions.
"""
