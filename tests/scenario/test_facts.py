"""What a `then` can say of tasks, workers, queues, events, timers and the time."""


def test_every_fact_of_a_task(run):
    """In one look."""
    run("""
        - create_task: call
          attributes: {language: es}
          priority: 3
          task_channel: voice
        - advance: 2.5
        - then: {call: {reservations: [alice pending]}}
        - then:
            call:
              status: reserved
              reason: null
              queue: Everyone
              workflow: Anything
              filter: default
              target: 1
              priority: 3
              age: 2
              attributes: {language: es}
              channel: voice
              offered_to: alice
              assigned_to: []
              reservations: alice pending
              timers: {reservation.timeout: 117.5, task.ttl: 86397.5}
              history:
                - 0 workflow.entered
                - 0 task-queue.entered Everyone
                - 0 task.created
                - 0 workflow.target-matched
                - 0 reservation.created alice
        - accept: call
        - then: {call: {assigned_to: [alice], target: 1}}
    """)


def test_every_fact_of_a_worker(run):
    """In one look."""
    run("""
        - create_task: call
        - update_worker: alice
          attributes: {level: 2}
        - then:
            alice:
              activity: Available
              available: true
              attributes: {level: 2}
              busy: {default: 1}
              offered: call
              assigned: []
              reservations: call pending
              queues: Everyone
    """)


def test_every_fact_of_a_queue(run):
    """In one look."""
    run("""
        - create_worker: zoe
        - create_task: first
        - create_task: second
        - then:
            Everyone: {waiting: second, workers: [alice, zoe], available: alice}
    """)


def test_events_are_those_since_the_last_then(run):
    """Of a task, or of all."""
    run("""
        - create_task: call
        - then: {call: {events: [workflow.entered, task-queue.entered Everyone, task.created,
            workflow.target-matched, reservation.created alice]}}
        - accept: call
        - wrap_up: call
        - then: {call: wrapping}
        - update_worker: alice
          activity: Offline
        - create_activity: Break
        - create_channel: fax
        - create_queue: Q
        - complete: call
        - then:
            events:
              - worker.activity.update alice Offline
              - activity.created Break
              - task-channel.created fax
              - task-queue.created Q
              - task.completed of call
              - reservation.completed alice of call
              - task.updated of call
        - then: {events: [], call: {events: []}}
    """)


def test_timers_are_told_soonest_first(run):
    """With the task that they are about."""
    run("""
        - create_task: call
          timeout: 60
        - then: {timers: [60 task.ttl of call, 120 reservation.timeout of call]}
    """)


def test_a_filter_goes_by_name_or_number_and_a_task_may_be_in_none(run):
    """`filter` is what the workflow calls it."""
    run("""
        - create_workflow: W
          configuration:
            task_routing:
              filters:
                - {filter_friendly_name: Never, expression: 1 == 2, targets: [{queue: Everyone}]}
                - {expression: loud == true, targets: [{queue: Everyone}]}
              default_filter: {queue: Everyone}
        - create_task: loud
          workflow: W
          attributes: {loud: true}
        - create_task: direct
          worker: alice
        - then: {loud: {filter: "2"}, direct: {filter: null, target: null}}
    """)


def test_tasks_of_a_seed_go_by_their_sids(run):
    """They have no names."""
    sid = "WT" + "0" * 31 + "1"
    world = f"""
workspaces:
  - friendly_name: W
    task_queues: [{{friendly_name: Q}}]
    tasks: [{{sid: {sid}, task_queue: Q}}]
"""

    run(f"- then: {{{sid}: pending, Q: {sid}}}", world=world)


def test_time_may_be_spelled_in_many_ways(run):
    """Seconds, amounts, a time of today, a time in full."""
    run("""
        - advance: 1
        - advance: 1 minute
        - advance: 1.5 hours
        - then: {now: 10:31:01}
        - advance: to 12:00
        - advance: 1 day
        - then: {now: 2030-01-08T12:00:00Z}
        - advance: to 2030-02-01T00:00:00Z
        - then: {now: 00:00}
    """)
