"""The API beside TaskRouter: calls, conferences, queues, recordings, numbers."""
