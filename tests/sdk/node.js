// What Twilio's own Node library makes of the mock: sends, lists, pages, talks, runs a flow.
//
// usage: node node.js http://127.0.0.1:PORT APPOINTMENT-REMINDER.json CHAT-GREETER.json
//
// Only the HTTP client is ours: it sends every request to the mock and names Twilio's host in the Host header, as the
// library knows no other addresses. Exits with 1 where an answer is not what the library's user expects.
"use strict";

const assert = require("node:assert/strict");
const fs = require("node:fs");
const http = require("node:http");
const twilio = require("twilio");

const [base, reminder, greeter] = process.argv.slice(2);
const mock = new URL(base);
const account = "AC" + "b2".repeat(16);
const contact = "+15551230001";
const sender = "+15005550006";

/** Sends what is meant for `https://PRODUCT.twilio.com` to the mock. */
class ToTheMock extends twilio.RequestClient {
  request(options) {
    const url = new URL(options.uri);
    for (const [name, value] of Object.entries(options.params ?? {})) {
      for (const one of [value].flat()) url.searchParams.append(name, String(one));
    }
    const form = new URLSearchParams();
    for (const [name, value] of Object.entries(options.data ?? {})) {
      for (const one of [value].flat()) form.append(name, String(one));
    }
    const headers = { ...options.headers, Accept: "application/json" };
    if (url.hostname.endsWith("twilio.com")) headers.Host = url.host;
    headers.Authorization = "Basic " + Buffer.from(`${options.username}:${options.password}`).toString("base64");
    const body = options.method.toUpperCase() === "POST" ? form.toString() : "";
    if (body) headers["Content-Type"] = "application/x-www-form-urlencoded";
    headers["Content-Length"] = Buffer.byteLength(body);
    return new Promise((resolve, reject) => {
      const place = { host: mock.hostname, port: mock.port, path: url.pathname + url.search };
      const sent = http.request({ ...place, method: options.method, headers }, (answer) => {
        let text = "";
        answer.setEncoding("utf8");
        answer.on("data", (part) => (text += part));
        answer.on("end", () => resolve({ statusCode: answer.statusCode, body: text, headers: answer.headers }));
      });
      sent.on("error", reject);
      sent.end(body);
    });
  }
}

/** The call must fail with this code and status. */
async function refused(code, status, call) {
  await assert.rejects(call, (error) => {
    assert.deepEqual([error.code, error.status], [code, status], error.message);
    return true;
  });
}

/** Reads until it is what is wanted: statuses and executions move on by themselves. */
async function eventually(read, wanted) {
  const end = Date.now() + 20000;
  for (;;) {
    const value = await read();
    if (wanted(value)) return value;
    assert.ok(Date.now() < end, `still ${JSON.stringify(value)}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function messages(client) {
  const made = await client.messages.create({ to: contact, from: sender, body: "Hello & good day 👋" });
  assert.equal(made.status, "queued");
  assert.equal(made.numSegments, "1");
  await eventually(() => client.messages(made.sid).fetch(), (message) => message.status === "delivered");
  for (let number = 0; number < 60; number += 1) {
    await client.messages.create({ to: "+15551230002", from: sender, body: `number ${number}` });
  }
  const listed = await client.messages.list({ to: "+15551230002", pageSize: 25 });
  assert.deepEqual(listed.map((message) => message.body), [...Array(60).keys()].reverse().map((n) => `number ${n}`));
  await refused(21211, 400, () => client.messages.create({ to: "123", from: sender, body: "x" }));
  await refused(21612, 400, () => client.messages.create({ to: "+15005550002", from: sender, body: "x" }));
  assert.equal(await client.messages(made.sid).remove(), true);
  await refused(20404, 404, () => client.messages(made.sid).fetch());
}

async function conversations(client) {
  const service = await client.conversations.v1.services.create({ friendlyName: "Support" });
  const scope = client.conversations.v1.services(service.sid);
  const conversation = await scope.conversations.create({ uniqueName: "case-1" });
  await scope.conversations("case-1").participants.create({ identity: "ann" });
  for (let number = 0; number < 30; number += 1) {
    await scope.conversations("case-1").messages.create({ author: "ann", body: `line ${number}` });
  }
  const lines = await scope.conversations(conversation.sid).messages.list({ pageSize: 10 });
  assert.deepEqual(lines.map((line) => line.index), [...Array(30).keys()]);
  await refused(50353, 409, () => scope.conversations.create({ uniqueName: "case-1" }));
}

async function studio(client, definition) {
  const flow = await client.studio.v2.flows.create({ friendlyName: "Sample", status: "published", definition });
  assert.equal(flow.revision, 1);
  const runs = client.studio.v2.flows(flow.sid).executions;
  const run = await runs.create({ to: contact, from: sender, parameters: { name: "Ann" } });
  assert.equal(run.status, "active");
  await refused(20409, 409, () => runs.create({ to: contact, from: sender }));
  const steps = await eventually(() => runs(run.sid).steps.list(), (found) => found.length > 0);
  assert.equal(steps.at(-1).transitionedFrom, "Trigger");
  const { context } = await runs(run.sid).executionContext().fetch();
  assert.equal(context.flow.data.name, "Ann");
  assert.equal((await runs(run.sid).update({ status: "ended" })).status, "ended");
}

async function chat(client, definition) {
  const flow = await client.studio.v2.flows.create({ friendlyName: "Greeter", status: "published", definition });
  const service = await client.chat.v2.services.create({ friendlyName: "Chat" });
  const channel = await client.chat.v2.services(service.sid).channels.create({ uniqueName: "room" });
  const place = client.chat.v2.services(service.sid).channels(channel.sid);
  await place.webhooks.create({ type: "studio", "configuration.flowSid": flow.sid });
  await place.messages.create({ from: "ann", body: "hello", xTwilioWebhookEnabled: "true" });
  const said = await eventually(() => place.messages.list(), (found) => found.length >= 2);
  assert.notEqual(said[1].from, "ann");
}

async function main() {
  const client = twilio(account, "token of the test", { httpClient: new ToTheMock() });
  const read = (file) => JSON.parse(fs.readFileSync(file, "utf8"));
  await messages(client);
  await conversations(client);
  await studio(client, read(reminder));
  await chat(client, read(greeter));
  console.log("the Node library is content");
}

main();
