import { describe, expect, test } from "vitest";
import type { Entry } from "../api/types";
import { toldOnce } from "./told";

const AGENT = { id: "a", name: "A" };
const line = (activity: string, data: Record<string, unknown> = {}): Entry => ({ kind: "activity", activity, data }) as unknown as Entry;
const call = (event: string, more: Record<string, unknown> = {}): Entry => line("call", { event, targets: [2], ...more });
const names = (entries: readonly Entry[]): string[] => toldOnce(entries).map((entry) => String(entry.data.event ?? entry.data.outcome ?? entry.activity));

describe("each step of a conversation is one line", () => {
  test("an answered call: what was chosen, who took it, that they speak", () => {
    expect(names([
      line("opened"), call("menu"), call("queued", { chosen: "support" }), line("offered", { offer: "1", agent: AGENT }), line("offer_ended", { offer: "1", outcome: "accepted" }),
      line("assigned"), call("connecting", { agent: AGENT }), call("answered", { agent: AGENT }),
    ])).toEqual(["opened", "queued", "assigned", "answered"]);
  });
  test("what nothing followed stays: an offer that stands, a phone that still rings, a menu that was left", () => {
    expect(names([call("menu"), call("queued"), line("offered", { offer: "1" }), call("connecting", { agent: AGENT })])).toEqual(["menu", "queued", "offered", "connecting"]);
  });
  test("an offer that came to nothing says how, and a phone that was not answered that it rang", () => {
    expect(names([line("offered", { offer: "1" }), line("offer_ended", { offer: "1", outcome: "declined" }), call("connecting", { agent: AGENT }), call("agent_not_reached")]))
      .toEqual(["declined", "connecting", "agent_not_reached"]);
  });
  test("an answer tells of one ringing only: the phone that rang in vain before it stays told", () => {
    expect(names([call("connecting", { agent: AGENT }), call("agent_not_reached"), call("connecting", { agent: AGENT }), call("answered", { agent: AGENT })]))
      .toEqual(["connecting", "agent_not_reached", "answered"]);
  });
});
