// Takes npm's @codat/sync-for-expenses through the whole flow, and reports what it gave back.
//
// Only the address and the key are not Codat's: CODAT_MOCK_URL and CODAT_MOCK_AUTHORIZATION.
// The SDK is that of the folder in which this is started.

import { createRequire } from "node:module";
import { join } from "node:path";

const require = createRequire(join(process.cwd(), "package.json"));
const axios = require("axios");
const { CodatSyncExpenses } = require("@codat/sync-for-expenses");
const { BackoffStrategy, RetryConfig } = require("@codat/sync-for-expenses/dist/internal/utils");

const URL = process.env.CODAT_MOCK_URL;
const AUTHORIZATION = process.env.CODAT_MOCK_AUTHORIZATION;
const XERO = "gbol";
const NOWHERE = "00000000-0000-4000-8000-00000000dead";
const STRANGER = "Basic bm8gc3VjaCBrZXk=";
const TRANSACTIONS = [0, 1, 2, 3, 4].map((number) => `5dc00000-0000-4000-8000-${String(number).padStart(12, "0")}`);
const ONCE = new RetryConfig("none");
const IMPATIENT = new RetryConfig("backoff", new BackoffStrategy(1, 1, 1, 50), true);
const TEXT = Buffer.from("%PDF-1.7");
const BYTES = [0x25, 0x50, 0x44, 0x46, 0xff];

const steps = [];

/** Take a step, and hand over what the SDK gave back: one field of the result is no envelope. It never throws by itself. */
async function step(name, call) {
  try {
    const { statusCode, contentType, rawResponse, errorMessage, ...carried } = await call();
    const [gave] = Object.values(carried);
    if (statusCode >= 400) {
      const body = Buffer.from(rawResponse.data).toString("utf8");
      steps.push({ step: name, refused: { type: null, status: statusCode, message: errorMessage ?? null, body } });
    } else {
      steps.push({ step: name, gave: gave ?? { status: statusCode } });
    }
    return gave;
  } catch (raised) {
    const { name: type, message: text, statusCode: status, body } = raised;
    steps.push({ step: name, refused: { type, text, status, message: null, body } });
    return undefined;
  }
}

/** A call without the SDK: of the mock's control API, or one that the SDK does not have. */
async function plain(method, path, body) {
  const headers = { Authorization: AUTHORIZATION, "Content-Type": "application/json" };
  const answer = await fetch(URL + path, { method, headers, body: body && JSON.stringify(body) });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
  return text ? JSON.parse(text) : null;
}

const wait = () => plain("POST", "/__mock/clock/advance", { until: "idle" });

/** The SDK itself, unmodified; `headers` go with every call. */
function client({ authHeader = AUTHORIZATION, retryConfig = ONCE, headers = {} } = {}) {
  const defaultClient = axios.create({ baseURL: URL, headers });
  return new CodatSyncExpenses({ security: { authHeader }, serverURL: URL, defaultClient, retryConfig });
}

const sdk = client();
const told = (status) => ({ Prefer: `code=${status}` });

/** A company is made, found and described. */
async function companies() {
  const body = { name: "SDK (3) Ltd", description: "made by a test" };
  const { id } = await step("create company", () => sdk.companies.create(body));
  const of = { companyId: id };
  await step("get company", () => sdk.companies.get(of));
  await step("list companies", () => sdk.companies.list({ query: "name~SDK", orderBy: "-created" }));
  await step("replace company", () => sdk.companies.update({ ...of, companyRequestBody: { name: "SDK Three" } }));
  return of;
}

/** It is connected to its accounting software and to the expense platform. */
async function connections(of) {
  const create = { ...of, requestBody: { platformKey: XERO } };
  const { id } = await step("create connection", () => sdk.connections.create(create));
  await step("create partner connection", () => sdk.connections.createPartnerExpenseConnection(of));
  await step("initiate unlinked", () => sdk.sync.initiateSync({ ...of, initiateSync: {} }));
  await step("suppliers before access", () => sdk.suppliers.list(of));
  await plain("POST", `/__mock/companies/${of.companyId}/connections/${id}/link`);
  await step("get connection", () => sdk.connections.get({ ...of, connectionId: id }));
  await step("list connections", () => sdk.connections.list(of));
  return { ...of, connectionId: id };
}

/** The customer's books are read, and ids of them are chosen; the SDK has no call for bank accounts. */
async function data(of, connection) {
  await step("refresh data", () => sdk.manageData.refreshAllDataTypes(of));
  await step("data status", () => sdk.manageData.get(of));
  const options = await step("mapping options", () => sdk.configuration.getMappingOptions(of));
  const suppliers = await step("list suppliers", () => sdk.suppliers.list({ ...of, orderBy: "supplierName" }));
  const customers = await step("list customers", () => sdk.customers.list({ ...of, orderBy: "customerName" }));
  const banks = await plain("GET", `/companies/${of.companyId}/connections/${connection.connectionId}/data/bankAccounts`);
  const usable = (row) => row.validTransactionTypes.includes("Refund");
  const pounds = (row) => row.status === "Active" && [undefined, null, "GBP"].includes(row.defaultCurrency);
  const chosen = {
    account: options.accounts.find((row) => row.accountType === "Expense" && usable(row)).id,
    taxRate: options.taxRates.find(usable).id,
    tracking: options.trackingCategories.find((row) => !row.hasChildren).id,
    supplier: suppliers.results.find(pounds).id,
    customer: customers.results.find(pounds).id,
    bankAccount: banks.results.find((row) => row.currency === "GBP").id,
  };
  await step("get supplier", () => sdk.suppliers.get({ ...of, supplierId: chosen.supplier }));
  await step("get customer", () => sdk.customers.get({ ...of, customerId: chosen.customer }));
  return chosen;
}

/** Where expenses go is said. */
async function configure(of, chosen) {
  const companyConfiguration = {
    bankAccount: { id: chosen.bankAccount },
    supplier: { id: chosen.supplier },
    customer: { id: chosen.customer },
  };
  await step("save configuration", () => sdk.configuration.set({ ...of, companyConfiguration }));
  await step("get configuration", () => sdk.configuration.get(of));
}

const transaction = (place, chosen, fields = {}) => ({
  id: TRANSACTIONS[place],
  type: "Payment",
  issueDate: "2026-01-01T10:30:00Z",
  currency: "GBP",
  merchantName: "Corner Cafe",
  contactRef: { id: chosen.supplier, type: "Supplier" },
  lines: [
    {
      netAmount: 10.5,
      taxAmount: 2.1,
      taxRateRef: { id: chosen.taxRate },
      accountRef: { id: chosen.account },
      trackingRefs: [{ id: chosen.tracking }],
    },
  ],
  ...fields,
});

/** Three transactions are pushed, get their receipts, and one is changed. */
async function sync(of, chosen) {
  const items = ["Payment", "Payment", "Refund"].map((type, place) => transaction(place, chosen, { type }));
  const id = await initiate(of, "create dataset", "initiate sync", items);
  const one = { ...of, syncId: id };
  await step("status at once", () => sdk.sync.get(one));
  await wait();
  await step("status", () => sdk.sync.get(one));
  await step("latest sync", () => sdk.sync.getLatestSync(of));
  await step("last successful sync", () => sdk.sync.getLastSuccessfulSync(of));
  await step("list syncs", () => sdk.sync.list(of));
  await transactions("list transactions", one);
  await step("get transaction", () => sdk.transactionStatus.get({ ...one, transactionId: TRANSACTIONS[0] }));
  for (const place of [0, 1, 2]) await upload(`upload ${place}`, one, TRANSACTIONS[place], TEXT);
  await upload("upload of an array", one, TRANSACTIONS[0], Uint8Array.from(BYTES));
  await upload("upload of a buffer", one, TRANSACTIONS[0], Buffer.from(BYTES));
  const { syncId } = await update(of, chosen, "update expense", 0, "Payment");
  await wait();
  await step("status of update", () => sdk.sync.get({ ...of, syncId }));
  await update(of, chosen, "update refund", 2, "Refund");
}

/** Of two transactions the first is refused by the accounting software. */
async function fail(of, chosen) {
  await plain("POST", "/__mock/plans", { code: 5130, companyId: of.companyId });
  const items = [3, 4].map((place) => transaction(place, chosen));
  const id = await initiate(of, "create failing dataset", "initiate failing sync", items);
  await wait();
  await step("failed status", () => sdk.sync.get({ ...of, syncId: id }));
  await transactions("failed transactions", { ...of, syncId: id });
  await upload("upload to failed", { ...of, syncId: id }, TRANSACTIONS[3], TEXT);
}

/** What is wrong is told in the result. */
async function errors(of, chosen) {
  await step("unknown company", () => sdk.companies.get({ companyId: NOWHERE }));
  await step("wrong key", () => client({ authHeader: STRANGER }).companies.get(of));
  await step("wrong key initiates", () => client({ authHeader: STRANGER }).sync.initiateSync({ ...of, initiateSync: {} }));
  await step("unknown supplier", () => sdk.suppliers.get({ ...of, supplierId: "nobody" }));
  const items = [transaction(0, chosen, { currency: "" })];
  await step("invalid dataset", () => sdk.expenses.create({ ...of, createExpenseRequest: { items } }));
  for (const status of [402, 403, 500, 503]) {
    await step(`told ${status}`, () => client({ headers: told(status) }).companies.get(of));
  }
}

/** What the SDK makes of answers, whatever the server. */
async function quirks(of) {
  const impatient = client({ headers: told(429), retryConfig: IMPATIENT });
  await step("told 429", () => impatient.companies.get(of));
  await step("headers of one call", () => sdk.companies.get(of, undefined, { headers: { "X-Own": "1" } }));
  await step("initiate with nothing", () => sdk.sync.initiateSync(of));
}

/** The connection is unlinked and forgotten, and then the company. */
async function leave(of, connection) {
  await step("unlink connection", () => sdk.connections.unlink({ ...connection, requestBody: { status: "Unlinked" } }));
  await step("delete connection", () => sdk.connections.delete(connection));
  await step("delete company", () => sdk.companies.delete(of));
  await step("get deleted company", () => sdk.companies.get(of));
}

async function initiate(of, creating, initiating, items) {
  const { datasetId } = await step(creating, () => sdk.expenses.create({ ...of, createExpenseRequest: { items } }));
  const initiateSync = { datasetIds: [datasetId] };
  return (await step(initiating, () => sdk.sync.initiateSync({ ...of, initiateSync }))).syncId;
}

async function transactions(name, of) {
  for (const page of [1, 2]) {
    await step(`${name}, page ${page}`, () => sdk.transactionStatus.list({ ...of, page, pageSize: 2 }));
  }
}

async function upload(name, of, transactionId, content) {
  const requestBody = { content, requestBody: "receipt.pdf" };
  await step(name, () => sdk.expenses.uploadAttachment({ ...of, transactionId, requestBody }));
}

async function update(of, chosen, name, place, type) {
  const { lines } = transaction(place, chosen);
  const updateExpenseRequest = { type, issueDate: "2026-01-02T00:00:00Z", lines, notes: "changed by a test" };
  return step(name, () => sdk.expenses.update({ ...of, transactionId: TRANSACTIONS[place], updateExpenseRequest }));
}

try {
  const of = await companies();
  const connection = await connections(of);
  const chosen = await data(of, connection);
  await configure(of, chosen);
  await sync(of, chosen);
  await fail(of, chosen);
  await errors(of, chosen);
  await quirks(of);
  await leave(of, connection);
} finally {
  process.stdout.write(JSON.stringify({ steps }));
}
