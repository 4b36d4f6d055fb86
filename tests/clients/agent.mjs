// An agent's page with Twilio's SDK for Node, unmodified; prints what it saw.
// Where the server is, and the token, come from the environment.
import TaskRouter from 'twilio-taskrouter'

const { MOCKTR_URL, TOKEN, TASKS_URL, AUTHORIZATION } = process.env
const saw = []

const once = (emitter, name) => new Promise(resolve => emitter.once(name, resolve))
const createTask = attributes => fetch(TASKS_URL, {
  method: 'POST',
  headers: { Authorization: AUTHORIZATION },
  body: new URLSearchParams({ Attributes: JSON.stringify(attributes) })
}).then(answer => answer.json())

const bridge = `${MOCKTR_URL}/v1/wschannels`
const worker = new TaskRouter.Worker(TOKEN, { ebServer: bridge, wsServer: bridge.replace(/^http/, 'ws'), logLevel: 'silent' })
worker.on('error', error => saw.push(['error', error.message]))
await once(worker, 'ready')
saw.push(['ready', worker.name, worker.activity.name, worker.attributes])
saw.push(['channels', [...worker.channels.values()].map(one => one.taskChannelUniqueName).sort()])

// offered, accepted, changed, wrapped up, completed
const created = once(worker, 'reservationCreated')
await createTask({ language: 'en' })
const reservation = await created
saw.push(['created', reservation.status, reservation.task.status, reservation.task.attributes])
const accepted = once(reservation, 'accepted')
await reservation.accept()
saw.push(['answered', reservation.status, reservation.task.status])
await accepted
saw.push(['accepted', reservation.status, reservation.task.status])
await reservation.task.setAttributes({ language: 'es' })
saw.push(['task', reservation.task.attributes])
const wrapped = once(reservation, 'wrapup')
await reservation.wrap()
await wrapped
const completed = once(reservation, 'completed')
await reservation.complete()
await completed
saw.push(['completed', reservation.status])

// rejected into another activity
const again = once(worker, 'reservationCreated')
await createTask({ language: 'fr' })
const other = await again
const moved = once(worker, 'activityUpdated')
const offline = [...worker.activities.values()].find(one => one.name === 'Offline')
await other.reject({ activitySid: offline.sid })
await moved
saw.push(['rejected', worker.activity.name])

// what can't be
const refused = await worker.createTask('+15550100', '+15550101', 'WW1', 'WQ1').catch(error => error)
saw.push(['refused', refused.message.split('.')[0]])

worker.disconnect()
console.log(JSON.stringify(saw))
process.exit()
