"""TaskRouter itself: no HTTP, no files, no threads, no wall clock."""
