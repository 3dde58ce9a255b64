import { describe, expect, it } from "vitest";
import type { Snapshot } from "../core/line";
import { entry, MemoryStorage, scene, session } from "./wire";

const stored = (storage: MemoryStorage): string[] =>
  storage.keys().filter((key) => key.startsWith("out:"));

const texts = ({ timeline, queued }: Snapshot): string[] => [
  ...timeline.entries.map(({ text }) => text),
  ...queued.flatMap(({ item }) => (item.kind === "message" ? [item.text] : [])),
];

describe("a message", () => {
  it("written without a line is kept and goes out with the session", async () => {
    const { talk, line, storage } = scene();
    talk.say("hello");
    expect(line.sent("message")).toHaveLength(0);
    expect(stored(storage)).toHaveLength(1);
    line.server.session(session([]));
    expect(line.last("message").payload).toEqual({ id: "id-0-1", text: "hello" });
    await line.last("message").answer({ seq: 1 });
    expect(stored(storage)).toHaveLength(0);
    expect(texts(talk.snapshot)).toEqual(["hello"]);
    line.server.entry(entry(1, { direction: "in", command: "id-0-1", text: "hello" }));
    expect(texts(talk.snapshot)).toEqual(["hello"]);
    expect(talk.snapshot.queued).toEqual([]);
  });

  it("without an answer is sent again under the same id, over a lost line and a reload", async () => {
    const storage = new MemoryStorage();
    const before = scene(storage);
    before.line.server.session(session([]));
    before.talk.say("hello");
    const { id } = before.line.last("message").payload;
    await before.line.last("message").fail();
    before.line.server.lost();
    before.line.server.session(session([]));
    expect(before.line.last("message").payload.id).toBe(id);

    const after = scene(storage);
    after.line.server.session(session([]));
    expect(after.line.last("message").payload).toEqual({ id, text: "hello" });
  });

  it("whose acknowledgement was lost is settled by its entry", () => {
    const { talk, line, storage } = scene();
    line.server.session(session([]));
    talk.say("hello");
    line.server.lost();
    line.server.session(session([entry(1, { direction: "in", command: "id-0-1", text: "hello" })]));
    expect(stored(storage)).toEqual([]);
    expect(line.sent("message")).toHaveLength(1);
    expect(texts(talk.snapshot)).toEqual(["hello"]);
  });

  it("waits for the one before, so that the order stays", async () => {
    const { talk, line } = scene();
    line.server.session(session([]));
    talk.say("one");
    talk.say("two");
    expect(line.sent("message")).toHaveLength(1);
    await line.last("message").answer({ seq: 1 });
    expect(line.last("message").payload.text).toBe("two");
  });

  it("that the server refuses stays with the reason until resent or discarded", async () => {
    const { talk, line, storage } = scene();
    line.server.session(session([]));
    talk.say("too long");
    const error = { code: "invalid", message: "The text is too long." };
    await line.last("message").answer({ error });
    expect(talk.snapshot.queued[0]).toMatchObject({ state: "refused", error });
    talk.retry("id-0-1");
    expect(line.sent("message")).toHaveLength(2);
    talk.discard("id-0-1");
    expect(stored(storage)).toEqual([]);
  });

  it("is tried again by itself where the trouble passes", async () => {
    const { talk, line, pass } = scene();
    line.server.session(session([]));
    talk.say("hello");
    await line
      .last("message")
      .answer({ error: { code: "rate_limited", message: "", retry_after_s: 5 } });
    pass(4_900);
    expect(line.sent("message")).toHaveLength(1);
    pass(200);
    expect(line.sent("message")).toHaveLength(2);
    expect(line.sent("message")[0]?.payload).toEqual(line.sent("message")[1]?.payload);
  });

  it("goes out after what the visitor was asked for", async () => {
    const { talk, line } = scene();
    talk.introduce({ name: "Noor" });
    talk.say("hello");
    line.server.session(session([], { conversation: null }));
    expect(line.last("prechat").payload).toEqual({ name: "Noor" });
    expect(line.sent("message")).toHaveLength(0);
    await line.last("prechat").answer({});
    expect(line.sent("message")).toHaveLength(1);
  });
});

describe("a hole", () => {
  it("is asked for once and filled", async () => {
    const { talk, line } = scene();
    line.server.session(session([entry(1)]));
    line.server.entry(entry(4));
    line.server.entry(entry(5));
    expect(line.sent("catch_up").map(({ payload }) => payload)).toEqual([{ after: 1 }]);
    await line.last("catch_up").answer({ entries: [entry(3), entry(4), entry(5)] });
    expect(talk.snapshot.timeline.entries.map(({ seq }) => seq)).toEqual([1, 3, 4, 5]);
    expect(line.sent("catch_up")).toHaveLength(1);
  });

  it("is asked for again if the answer does not come", async () => {
    const { line, pass } = scene();
    line.server.session(session([entry(1)]));
    line.server.entry(entry(4));
    await line.last("catch_up").fail();
    pass(2_000);
    expect(line.sent("catch_up")).toHaveLength(2);
  });
});

describe("the visitor", () => {
  it("keeps the token and comes back with it", () => {
    const { talk, line } = scene();
    expect(line.auths[0]).toEqual({ inbox: "key" });
    line.server.session(session([]));
    talk.reconnect();
    expect(line.auths[1]).toEqual({ inbox: "key", visitor: "t1" });
  });

  it("whose token is no longer known starts anew", () => {
    const { line, pass } = scene();
    line.server.session(session([]));
    line.server.refused({ code: "unauthenticated", message: "The visitor is not known." });
    pass(15_000);
    expect(line.auths.at(-1)).toEqual({ inbox: "key" });
  });

  it("whom only the site can name is not tried again until it does", () => {
    const { talk, line, pass } = scene();
    line.server.refused({ code: "unauthenticated", message: "This chat is for signed-in users." });
    pass(120_000);
    expect(line.auths).toHaveLength(1);
    talk.identify({ id: "7", hash: "f00" });
    expect(line.auths[1]).toEqual({ inbox: "key", identity: { id: "7", hash: "f00" } });
  });

  it("on a site that is not allowed is not tried again", () => {
    const { line, pass } = scene();
    line.server.refused({ code: "forbidden", message: "This site may not use the inbox." });
    pass(120_000);
    expect(line.auths).toHaveLength(1);
  });

  it("who signs out leaves nothing behind", () => {
    const { talk, line, storage } = scene();
    talk.identify({ id: "7", hash: "f00" });
    line.server.session(session([entry(1)]));
    talk.say("unsent");
    talk.identify(null);
    expect(storage.values.size).toBe(0);
    expect(line.auths.at(-1)).toEqual({ inbox: "key" });
    expect(talk.snapshot.timeline.entries).toEqual([]);
  });

  it("has seen what they looked at, in every tab", () => {
    const storage = new MemoryStorage();
    const [here, there] = [scene(storage), scene(storage)];
    for (const { line } of [here, there]) line.server.session(session([entry(1), entry(2)]));
    expect(there.talk.snapshot.unread).toBe(2);
    here.talk.look();
    there.talk.sync("seen");
    expect(here.line.last("seen").payload).toEqual({ seq: 2 });
    expect(there.talk.snapshot.unread).toBe(0);
  });

  it("becomes whom another tab has become", () => {
    const storage = new MemoryStorage();
    const { talk, line } = scene(storage);
    line.server.session(session([]));
    storage.setItem("visitor", "t2");
    storage.setItem("visitor_id", "v2");
    talk.sync("visitor_id");
    expect(line.auths.at(-1)).toEqual({ inbox: "key", visitor: "t2" });
  });
});

describe("an agent's writing", () => {
  it("ends with their message, or by itself", () => {
    const { talk, line, pass } = scene();
    line.server.session(session([]));
    line.server.typing({ on: true, name: "Ada" });
    expect(talk.snapshot.typing).toBe("Ada");
    line.server.entry(entry(1));
    expect(talk.snapshot.typing).toBeNull();
    line.server.typing({ on: true });
    pass(6_000);
    expect(talk.snapshot.typing).toBeNull();
  });
});

describe("the transcript", () => {
  it("goes to the address given, or says why not", async () => {
    const { talk, line } = scene();
    line.server.session(session([]));
    const sent = talk.transcript("me@home.example", "de");
    expect(line.last("transcript").payload).toEqual({ email: "me@home.example", locale: "de" });
    await line.last("transcript").answer({ email: "me@home.example" });
    await expect(sent).resolves.toBe("me@home.example");

    const refused = talk.transcript("", "de");
    expect(line.last("transcript").payload).toEqual({ locale: "de" });
    void line.last("transcript").answer({
      error: { code: "invalid", message: "There is no address.", remedy: "Give one." },
    });
    await expect(refused).rejects.toThrow("There is no address. Give one.");
  });
});
