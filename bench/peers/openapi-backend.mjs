// Codat's Sync for Expenses as one would mock it with openapi-backend: its router and validation of requests, and
// handlers of our own that hold state. Beside the mock in bench/; its handlers know what the workloads ask, and no more.
//
//   node openapi-backend.mjs CONTRACT.yaml PORT [few]
//
// few: it knows none of the contract's operations but those. Its router goes through all of them at each request.

import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import { dereference } from 'openapi-backend/refparser.js'
import addFormats from 'ajv-formats'
import busboy from 'busboy'
import { OpenAPIBackend } from 'openapi-backend'

const [contract, port, few] = process.argv.slice(2)
const START = Date.UTC(2026, 0, 1)
const KEY = 'Basic ' + Buffer.from('mock-api-key').toString('base64')

let now = START
const datasets = new Map()
const syncs = new Map()
let latest = null
let uploads = 0

const ended = (sync) => now >= sync.ends

const statusOf = (sync) => ({
  companyId: sync.companyId,
  syncId: sync.id,
  syncStatusCode: ended(sync) ? 2000 : 1000,
  syncStatus: ended(sync) ? 'Complete' : 'NotStarted',
  errorMessage: null,
  syncExceptionMessage: null,
  syncUtc: new Date(sync.began).toISOString(),
  dataPushed: ended(sync),
})

const found = (c) => syncs.get(c.request.params.syncId)
const missing = [404, { statusCode: 404, error: 'There is no such sync.' }]

const handlers = {
  'list-companies': () => [200, { results: [], pageNumber: 1, pageSize: 100, totalResults: 0 }],

  'create-expense-transaction': (c) => {
    const datasetId = randomUUID()
    datasets.set(datasetId, c.request.requestBody.items.map((item) => item.id))
    return [200, { datasetId }]
  },

  'initiate-sync': (c) => {
    const wanted = c.request.requestBody.datasetIds ?? [...datasets.keys()]
    if (wanted.some((id) => !datasets.has(id))) return [404, { statusCode: 404, error: 'No such dataset.' }]
    const transactions = wanted.flatMap((id) => datasets.get(id))
    wanted.forEach((id) => datasets.delete(id))
    const companyId = c.request.params.companyId
    const sync = { id: randomUUID(), companyId, began: now, ends: now, transactions, attachments: [] }
    syncs.set(sync.id, sync)
    latest = sync
    return [202, { syncId: sync.id }]
  },

  'get-latest-sync': () => (latest ? [200, statusOf(latest)] : missing),

  'get-sync-by-id': (c) => {
    const sync = found(c)
    return sync ? [200, statusOf(sync)] : missing
  },

  'list-sync-transactions': (c) => {
    const sync = found(c)
    if (!sync) return missing
    const page = Number(c.request.query.page ?? 1)
    const pageSize = Number(c.request.query.pageSize ?? 100)
    const status = ended(sync) ? 'Completed' : 'Pending'
    const results = sync.transactions
      .slice((page - 1) * pageSize, page * pageSize)
      .map((transactionId) => ({ transactionId, status, message: null, integrationType: 'expense' }))
    const self = { href: `/companies/${sync.companyId}/sync/expenses/syncs/${sync.id}/transactions?page=${page}` }
    return [200, { results, pageNumber: page, pageSize, totalResults: sync.transactions.length, _links: { self, current: self } }]
  },

  'upload-attachment': (c) => {
    const sync = found(c)
    const { transactionId, companyId } = c.request.params
    if (!sync || !sync.transactions.includes(transactionId)) return missing
    sync.attachments.push(c.request.body.file.length)
    return [200, { companyId, id: String(++uploads), transactionId }]
  },

  validationFail: (c) => [400, { statusCode: 400, validation: { errors: c.validation.errors } }],
  unauthorizedHandler: () => [401, { statusCode: 401, error: 'Unauthorized' }],
  notImplemented: () => [501, { statusCode: 501, error: 'Nobody asks for that here.' }],
  notFound: () => [404, { statusCode: 404, error: 'No such operation.' }],
}

const definition = await dereference(contract)
for (const item of few ? Object.values(definition.paths) : []) {
  for (const [method, { operationId }] of Object.entries(item)) {
    if (operationId && !(operationId in handlers)) delete item[method]
  }
}

// Its check of documents does not know OpenAPI 3.1, hence `quick`; and what stands in two places of one schema it takes
// for a circle, hence the copy.
const api = new OpenAPIBackend({
  definition: JSON.parse(JSON.stringify(definition)),
  quick: true,
  ajvOpts: { strict: false },
  customizeAjv: (ajv) => addFormats(ajv),
})
api.register(handlers)
api.registerSecurityHandler('auth_header', (c) => c.request.headers.authorization === KEY)

// A form is read by busboy, as Express's multer does; anything else is JSON.
const read = (request) =>
  new Promise((resolve, reject) => {
    const type = request.headers['content-type'] ?? ''
    if (type.startsWith('multipart/')) {
      const form = {}
      const parts = busboy({ headers: request.headers })
      parts.on('file', (name, stream) => {
        const chunks = []
        stream.on('data', (chunk) => chunks.push(chunk))
        stream.on('end', () => { form[name] = Buffer.concat(chunks).toString('latin1') })
      })
      parts.on('close', () => resolve(form))
      parts.on('error', reject)
      request.pipe(parts)
      return
    }
    const chunks = []
    request.on('data', (chunk) => chunks.push(chunk))
    request.on('end', () => resolve(Buffer.concat(chunks).toString()))
    request.on('error', reject)
  })

const PERIOD = /^\{"by":"PT(\d+)S"\}$/

const answer = async (request) => {
  const body = request.method === 'GET' ? undefined : await read(request)
  if (request.url === '/__mock/clock/advance') {
    now += Number(PERIOD.exec(body)[1]) * 1000
    return [200, { now: new Date(now).toISOString(), settled: true, effects: [] }]
  }
  const [path, query] = request.url.split('?')
  return api.handleRequest({ method: request.method, path, query, headers: request.headers, body })
}

await api.init()
const server = createServer((request, response) => {
  answer(request)
    .catch((error) => [500, { statusCode: 500, error: String(error) }])
    .then(([status, body]) => {
      const bytes = JSON.stringify(body)
      response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(bytes) })
      response.end(bytes)
    })
})
server.keepAliveTimeout = 65_000
server.listen(Number(port), '127.0.0.1', () => console.log(`openapi-backend ready on http://127.0.0.1:${port}`))
