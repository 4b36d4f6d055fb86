"""The API beside TaskRouter: calls, conferences, queues, recordings, numbers, as api.twilio.com.

What there is follows Twilio's OpenAPI file (sources: calls-api); where that is silent, see
(decisions: calls-api).

Theory of operation
-------------------
A resource is a row of a table (`VoiceResource`): where it stands, its parameters one row each, its
filters, how it is shown, and the operations of the line that create, change or delete it. `routes`
makes the views of all of them, `pages` the lists. What is not there is refused as a host of
Twilio's is that mocktr does not stand in for.

The world is that of TaskRouter's API: the same account, lock, clock, journal and faults. Nothing
here is loaded before the first such request, and nothing else needs to know of it but `web`, which
leads the requests here.
"""
