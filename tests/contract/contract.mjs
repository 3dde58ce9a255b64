// The socket contract, run by the official socket.io-client. Prints one JSON object: what each step
// saw. Called by test_socket_contract.py as: node contract.mjs WEB_FOLDER JSON_OPTIONS
import { createRequire } from "node:module";
import { randomUUID } from "node:crypto";

const [webFolder, rawOptions] = process.argv.slice(2);
const options = JSON.parse(rawOptions);
const { io } = createRequire(`${webFolder}/package.json`)("socket.io-client");
const seen = {};
const DEADLINE_MS = 8000;

function within(promise, what) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no ${what} in time`)), DEADLINE_MS);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

function next(socket, event, accept = () => true) {
  const arrival = new Promise((resolve) => {
    const listener = (payload) => {
      if (!accept(payload)) return;
      socket.off(event, listener);
      resolve(payload);
    };
    socket.on(event, listener);
  });
  return within(arrival, event);
}

function call(socket, event, payload) {
  return within(
    new Promise((resolve) => socket.emit(event, payload, resolve)),
    `answer to ${event}`,
  );
}

const answer = await fetch(`${options.url}/api/v1/session`, {
  method: "POST",
  headers: { "content-type": "application/json", origin: options.url },
  body: JSON.stringify({ email: options.email, password: options.password }),
});
const cookie = answer.headers.get("set-cookie").split(";")[0];
const me = await answer.json();
const transports = options.transports;

const console_ = io(`${options.url}/console`, {
  transports,
  forceNew: true,
  extraHeaders: { cookie, origin: options.url },
});
seen.hello = await next(console_, "hello");
seen.presence = await call(console_, "presence", { state: "available" });

const widget = io(`${options.url}/widget`, {
  transports,
  forceNew: true,
  extraHeaders: { origin: options.url },
  auth: { inbox: options.key },
});
seen.session = await next(widget, "session");

const offered = next(console_, "offer");
const messageId = randomUUID();
seen.message = await call(widget, "message", { id: messageId, text: "A word from the contract" });
seen.repeated = await call(widget, "message", { id: messageId, text: "A word from the contract" });
seen.offer = await offered;
const conversation = seen.offer.conversation.id;
seen.accept = await call(console_, "accept", { offer: seen.offer.id });
seen.accept_again = await call(console_, "decline", { offer: seen.offer.id, reason: "late" });
seen.open = await call(console_, "open", { conversation });

const typed = next(console_, "typing", (event) => event.conversation === conversation);
await call(widget, "typing", { on: true });
seen.typing = await typed;

const shown = next(widget, "entry", (entry) => entry.text === "An answer");
const replyId = randomUUID();
const reply = { id: replyId, conversation, text: "An answer" };
seen.reply = await call(console_, "reply", reply);
seen.reply_repeated = await call(console_, "reply", reply);
seen.entry = await shown;

const read = next(
  console_,
  "entry",
  (entry) => entry.activity === "delivery" && entry.data.state === "read",
);
await call(widget, "seen", { seq: seen.entry.seq });
seen.read = await read;

seen.note = await call(console_, "note", { id: randomUUID(), conversation, text: "Internal" });
seen.page = await call(widget, "page", { url: "https://shop.example/lamps", title: "Lamps" });
seen.widget_catch_up = await call(widget, "catch_up", { after: 0 });
seen.catch_up = await call(console_, "catch_up", { changed_since: seen.hello.cursor });
seen.close = await call(console_, "close", { conversation });
seen.nonsense = await call(console_, "open", { conversation: { $ne: null } });

const resolved = await fetch(`${options.url}/api/v1/conversations/${conversation}/resolve`, {
  method: "POST",
  headers: {
    "content-type": "application/json",
    "x-csrf-token": me.csrf,
    cookie,
    origin: options.url,
  },
  body: JSON.stringify({ id: randomUUID() }),
});
seen.resolve = await resolved.json();

console_.disconnect();
widget.disconnect();
process.stdout.write(JSON.stringify(seen));
process.exit(0);
