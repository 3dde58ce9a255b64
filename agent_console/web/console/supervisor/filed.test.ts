import { expect, test } from "vitest";
import type { Connection } from "../api/settings";
import { REASONS, addressOf, blockedBy, reasonKey } from "./filed";
import { factsOf, toneOf } from "./line";

const line = (state: Connection["state"], facts = {}): Connection => ({ state, since: "2026-01-01T00:00:00Z", detail: "", remedy: "", facts });

test("each reason has words of its own, and a new one is not lost", () => {
  expect(new Set(REASONS.map(reasonKey)).size).toBe(REASONS.length);
  expect(reasonKey("quota")).toBe("mailInbox.filed.reason.other");
});

test("a sender's address is found in what a mail shows", () => {
  expect(addressOf("Shop <Shop@Example.com>")).toBe("shop@example.com");
  expect(addressOf(" a@example.com ")).toBe("a@example.com");
  expect(addressOf("Mailer Daemon")).toBe("");
});

test("a sender is blocked by the address or by the whole domain", () => {
  expect(blockedBy("a@example.com", ["@example.com", "a@example.com"])).toBe("a@example.com");
  expect(blockedBy("a@example.com", ["b@example.com", "@example.com"])).toBe("@example.com");
  expect(blockedBy("a@sub.example.com", ["@example.com"])).toBeNull();
});

test("a line is marked by its state, and switched off stands above all", () => {
  const inbox = { enabled: true, channel: "email" as const, connection: null };
  expect(toneOf({ ...inbox, connection: line("connected") })).toBe("good");
  expect(toneOf({ ...inbox, connection: line("connecting") })).toBe("wait");
  expect(toneOf({ ...inbox, connection: line("failing") })).toBe("bad");
  expect(toneOf({ ...inbox, enabled: false, connection: line("failing") })).toBe("off");
  expect(toneOf(inbox)).toBe("wait");
  expect(toneOf({ ...inbox, channel: "webchat" })).toBe("good");
});

test("facts of another kind than expected are left out", () => {
  expect(factsOf(line("connected", { mode: "idle", on_server: 3, stored: "3", missing: 0 }))).toEqual({
    mode: "idle", lastMessageAt: "", reconciledAt: "", onServer: 3, stored: null, missing: 0, backlog: null,
  });
});
