import { beforeEach, describe, expect, test } from "vitest";
import type { Conversation, Offer } from "../api/types";
import { forgetAll, learn, learnOffers, offers, startOffers } from "./live";
import { upToDate } from "./offers";

const lamp = (version: number): Conversation => ({ id: "lamp", version, sentiment: version > 1 ? "negative" : null }) as Conversation;
const offer = (version: number, id = "o1"): Offer => ({ id, conversation: lamp(version), reasons: [] }) as unknown as Offer;

beforeEach(forgetAll);

describe("standing offers", () => {
  test("nothing newer gives the same array, so that nothing is drawn again", () => {
    const held = [offer(2)];
    expect(upToDate(held, new Map([["lamp", lamp(2)]]))).toBe(held);
    expect(upToDate(held, new Map([["lamp", lamp(1)]]))).toBe(held);
  });
  test("what is tagged while an offer stands is shown in it", () => {
    learnOffers([offer(1)]);
    learn([lamp(2)]);
    expect(offers.get()).toEqual([offer(2)]);
  });
  test("an offer that comes later than the news of its conversation shows the news", () => {
    learn([lamp(3)]);
    learnOffers([offer(1)]);
    expect(offers.get()[0]?.conversation.version).toBe(3);
  });
  test("after a reconnect the offers are those of the greeting, with what is known newer", () => {
    learnOffers([offer(1, "gone")]);
    learn([lamp(2)]);
    startOffers([offer(1)]);
    expect(offers.get()).toEqual([offer(2)]);
  });
});
