"""Interception: Twilio's hosts are answered in this process, whichever library calls them.

Theory of operation
-------------------
A block of `mock_taskrouter` is entered and left (`entrance`). While at least one is entered, each
library that is loaded has a function of its own in our hands through which all its requests go (a
`seam`): one module a library, `through_requests`, `through_aiohttp` and `through_httpx`. A library
that is loaded later comes into our hands at that moment; none is loaded for our sake. When the last
block is left, everything is as it was before.

Which world answers is looked up anew for each request (`blocks`): that of the innermost block which
the asking code is in, in its thread or task; code that is in none, such as a thread which the block
started, gets the block that was entered last.

Asynchronous requests are answered in a thread. A callback that such a request causes, and waits
for, may go to an application in the very loop that made the request.
"""
