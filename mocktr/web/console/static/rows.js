// The rows of the board, as the server sends them: types, and nothing else.

/**
 * @typedef {object} Offer
 * @property {string} reservation_sid
 * @property {string} worker_sid
 * @property {string} status
 * @property {number} since_ms
 * @property {number | null} until_ms
 *
 * @typedef {object} Task
 * @property {string} sid
 * @property {string} workspace_sid
 * @property {string} status
 * @property {string | null} queue_sid
 * @property {string | null} workflow_sid
 * @property {string | null} worker_sid
 * @property {string} channel
 * @property {number} priority
 * @property {number} created_ms
 * @property {number} start_ms
 * @property {number | null} entered_ms
 * @property {number | null} deadline_ms
 * @property {number | null} finished_ms
 * @property {number | null} removed_ms
 * @property {number[] | null} place
 * @property {string | null} reason
 * @property {string} attributes
 * @property {boolean} [cut]
 * @property {Offer[]} offers
 *
 * @typedef {object} Hold
 * @property {string} reservation_sid
 * @property {string} task_sid
 * @property {string} status
 * @property {number} since_ms
 * @property {number | null} until_ms
 *
 * @typedef {object} Channel
 * @property {string} name
 * @property {number} load
 * @property {number} capacity
 * @property {boolean} available
 * @property {boolean} free
 *
 * @typedef {object} Worker
 * @property {string} sid
 * @property {string} name
 * @property {string} workspace_sid
 * @property {string} activity_sid
 * @property {string} activity
 * @property {boolean} available
 * @property {number} since_ms
 * @property {string} attributes
 * @property {string[]} queues
 * @property {Channel[]} channels
 * @property {Hold[]} holds
 *
 * @typedef {object} Queue
 * @property {string} sid
 * @property {string} name
 * @property {string} workspace_sid
 * @property {string} target_workers
 * @property {string} task_order
 * @property {number} max_reserved_workers
 *
 * @typedef {object} Workspace
 * @property {string} sid
 * @property {string} name
 * @property {{sid: string, name: string, available: boolean}[]} activities
 * @property {{sid: string, unique_name: string, name: string}[]} task_channels
 * @property {{sid: string, name: string, task_reservation_timeout: number}[]} workflows
 *
 * @typedef {object} Timer
 * @property {string} due
 * @property {number} due_ms
 * @property {string} name
 * @property {string} sid
 * @property {string} what
 * @property {string | null} task_sid
 *
 * @typedef {object} Counts
 * @property {number} tasks
 * @property {Record<string, number>} waiting
 * @property {number} events
 * @property {number} alerts
 * @property {number} dialled
 * @property {number} faults
 * @property {number} snapshots
 * @property {number} calls
 * @property {number} sessions
 *
 * @typedef {object} Call that is going on
 * @property {string} sid
 * @property {string | null} parent_sid
 * @property {string} direction
 * @property {string} from
 * @property {string} to
 * @property {string} status
 * @property {number} since_ms
 * @property {string | null} waits_in
 * @property {string | null} waits_for
 * @property {string | null} task_sid
 * @property {string | null} worker_sid
 * @property {string | null} conference_name
 * @property {string[]} talks_to
 *
 * @typedef {object} Head what the board and its changes both say
 * @property {string} position
 * @property {number} epoch
 * @property {string} account_sid
 * @property {{mode: "manual" | "real", now: string, now_ms: number}} clock
 * @property {"auto" | "manual"} routing
 * @property {{callbacks: number, oldest_seconds: number | null}} in_flight
 * @property {number} revision
 * @property {number} journal
 * @property {Timer | null} next_timer
 * @property {{now: string, now_ms: number} | null} undo
 * @property {Counts} counts
 * @property {number} line another number when something becomes of a call
 * @property {Call[]} calls
 * @property {Record<string, number>} sessions pages that are connected, by the SID of their worker
 *
 * @typedef {Head & {workspaces: Workspace[], queues: Queue[], workers: Worker[], tasks: Task[], left_off: number}} Board
 * @typedef {Head & {whole: boolean, queues?: Queue[], workers: Worker[], tasks: Task[], gone: string[]}} Changes
 *
 * @typedef {object} Account
 * @property {string} account_sid
 * @property {number} tasks
 * @property {number} workers
 * @property {{number: number, wall: number, method: string, path: string} | null} last_request
 * @property {boolean} listed
 */

export {};
