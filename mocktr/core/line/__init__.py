"""The line: calls come in, wait, ring at workers, are talked and end.

Theory of operation
-------------------
Nothing is spoken or heard: a call is its state, its legs, its requests and its time. A `Call`
follows documents of TwiML, each a `Script` that stands at a verb; what a verb waits for (an
answer of the application, a timer, a key, the end of a talk) is said in the script, and when it
has come the call is put on the line's agenda. `flow` works the agenda off, verb by verb, within
the instant. So no verb calls another, and the whole state is plain data.

Requests to the application are appended to `Line.requests`, as events are to the event log; who
sends them hands the answers to `flow.receive`. TaskRouter's nouns know nothing of all this: an
`<Enqueue>` makes a task as a client would (`enqueue`), `work` ends what a talk was for, and an
instruction that is to ring somewhere asks `orders`.
"""
