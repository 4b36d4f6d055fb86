"""The event bridge: what the page in an agent's browser talks to, through Twilio's SDKs.

Theory of operation
-------------------
A page has one WebSocket, on which events come, and posts what it wants to know or to do to the same
URL. Two generations of the SDK do that: today's (3.x, `style="new"`) and the old one for browsers
(v1.x, `style="old"`). They share the way, and differ in tokens, routes and shapes.

Posts are answered like requests of the REST API, in a thread of the server, by the same operations
on the same records. A WebSocket begins as a request too: when its token is good, the connection is
taken over from the server and handed to one thread with an asyncio loop, which holds all of them.

Sessions are not part of the world. Those of one account are an audience of its tenant, which lets
them read the event log, under its lock, after each operation and at the end of each instant. An
event is made into text there, for the sessions that are open at that moment, and put into their
outboxes; the loop sends it when the SDK can take it, see `timing`.

`middleware` alone is loaded with the server; all else when the first page comes.
"""
