// examples/agent-desktop in a DOM without a browser; prints what an agent saw.
import { readFile } from 'node:fs/promises'
import { build } from 'esbuild'
import { JSDOM } from 'jsdom'

const { MOCKTR_URL, TOKEN, TASKS_URL, AUTHORIZATION, PAGE } = process.env
const built = await build({
  // As the example's own `npm run build` does it.
  stdin: { contents: "export * from 'twilio-taskrouter'", resolveDir: import.meta.dirname },
  bundle: true,
  globalName: 'TaskRouter',
  write: false
})
const sdk = built.outputFiles[0].text.replaceAll('</script', '<\\/script')
const html = (await readFile(PAGE, 'utf8')).replace('<script src="dist/sdk.js">', () => `<script>${sdk}`)
const query = new URLSearchParams({ token: TOKEN, bridge: MOCKTR_URL })
const { window } = new JSDOM(html, {
  url: `https://desktop.test/?${query}`,
  runScripts: 'dangerously',
  beforeParse: window => Object.assign(window, { fetch, Response, Request, Headers, AbortController })
})
const saw = []

const until = async look => {
  for (;;) {
    const found = look()
    if (found) return found
    await new Promise(resolve => setTimeout(resolve, 20))
  }
}
const text = id => window.document.getElementById(id).textContent
const button = name => [...window.document.querySelectorAll('button')].find(one => one.textContent === name)
const press = async name => (await until(() => button(name))).click()

await until(() => text('name') === 'alice')
saw.push(['signed in', window.document.getElementById('activity').selectedOptions[0].text])
await fetch(TASKS_URL, {
  method: 'POST',
  headers: { Authorization: AUTHORIZATION },
  body: new URLSearchParams({ Attributes: '{"language":"en"}' })
})
await press('Accept')
saw.push(['offered', [...window.document.querySelectorAll('.attributes > *')].map(one => one.textContent)])
await press('Wrap up')
await until(() => window.document.querySelector('.status').textContent === 'wrapping')
await press('Complete')
await until(() => !window.document.querySelector('#tasks li'))
saw.push(['done', text('problem')])
console.log(JSON.stringify(saw))
process.exit()
