"""How requests come in and answers leave: a WSGI application on ports of this machine."""
