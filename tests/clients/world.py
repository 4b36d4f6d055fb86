"""The world that the story plays in, and what everyone who plays it sees."""

TOKEN = "0123456789abcdef0123456789abcdef"

OPTIONS = {
    "seed": {
        "workspaces": [
            {
                "friendly_name": "Support",
                "task_queues": [{"friendly_name": "Spanish", "target_workers": 'speaks == "es"'}],
                "workflows": [
                    {
                        "friendly_name": "Main",
                        "configuration": {"task_routing": {"default_filter": {"queue": "Spanish"}}},
                    }
                ],
                "workers": [
                    {
                        "friendly_name": f"worker {number:03}",
                        "activity": "Available",
                        "attributes": {"speaks": "es" if number == 77 else "en"},
                    }
                    for number in range(1, 121)
                ],
            }
        ]
    },
    "tenants": "one",
    "strict_auth": True,
    "auth_token": TOKEN,
}

SEEN = {
    "workspaces": ["Support"],
    "pages": [50, 50, 20],
    "workers": [120, "worker 001", "worker 120"],
    "first five": ["worker 001", "worker 002", "worker 003", "worker 004", "worker 005"],
    "created": ["pending", "Spanish", '{"name":"Zoë & Søn"}', "2030-01-07T09:00:00Z"],
    "reserved": ["reserved", "worker 077", "pending"],
    "accepted": ["assigned", "accepted"],
    "assigned or pending": 1,
    "stale": [412, 20412],
    "completed": ["completed", "solved"],
    "unknown": [404, 20404],
    "refused": [400, 20001],
    "unwelcome": [401, 20003],
    "removed": True,
}
