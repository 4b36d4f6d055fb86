// The old SDK for browsers, in a DOM without a browser; prints what the page saw.
import { createRequire } from 'node:module'
import { readFile } from 'node:fs/promises'
import { JSDOM, VirtualConsole } from 'jsdom'

const { MOCKTR_URL, TOKEN, TASKS_URL, AUTHORIZATION } = process.env
const sdk = createRequire(import.meta.url).resolve('twilio-taskrouter-js/taskrouter.min.js')
const { window } = new JSDOM('', {
  url: `${MOCKTR_URL}/`,
  runScripts: 'outside-only',
  // The SDK says much.
  virtualConsole: new VirtualConsole()
})
const Socket = window.WebSocket
// What browsers have done since 2024.
window.WebSocket = function (url) { return new Socket(url.replace(/^http/, 'ws')) }
window.eval(await readFile(sdk, 'utf8'))
const saw = []

const worker = new window.Twilio.TaskRouter.Worker(TOKEN, `${MOCKTR_URL}/v1`, MOCKTR_URL)
const once = name => new Promise(resolve => worker.on(name, resolve))
// A function of the page's own, as the SDK looks at what it is an instance of.
const inside = window.eval('call => (...given) => call(...given)')
const called = call => new Promise(resolve => call(inside((error, found) => resolve(error || found))))

const ready = await once('ready')
saw.push(['ready', ready.friendlyName, ready.activityName])
const activities = await called(done => worker.activities.fetch(done))
saw.push(['activities', activities.data.map(one => one.friendlyName)])

const created = once('reservation.created')
await fetch(TASKS_URL, {
  method: 'POST',
  headers: { Authorization: AUTHORIZATION },
  body: new URLSearchParams({ Attributes: '{"language":"en"}' })
})
const reservation = await created
saw.push(['created', reservation.reservationStatus, reservation.task.attributes.language])
const accepted = once('reservation.accepted')
const answered = await called(done => reservation.accept(done))
saw.push(['answered', answered.reservationStatus])
saw.push(['accepted', (await accepted).reservationStatus])

const moved = once('activity.update')
const offline = activities.data.find(one => one.friendlyName === 'Offline')
await called(done => worker.update('ActivitySid', offline.sid, done))
saw.push(['moved', (await moved).activityName])
const refused = await called(done => worker.update('ActivitySid', 'WA1', done))
saw.push(['refused', refused.code])
console.log(JSON.stringify(saw))
process.exit()
