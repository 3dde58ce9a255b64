import { expect, test } from "vitest";
import { WEBCHAT, fieldName, withDefaults } from "./webchat";

test("what is stored stands above the defaults, also inside", () => {
  const settings = withDefaults({ title: "Hi", prechat: { enabled: true, fields: [] } });
  expect(settings.title).toBe("Hi");
  expect(settings.prechat).toEqual({ enabled: true, fields: [] });
  expect(settings.offline).toEqual(WEBCHAT.offline);
  expect(withDefaults({ mail: { ...WEBCHAT.mail, inbox_id: "m" } }).mail).toEqual({ inbox_id: "m", unread_after_s: 300, transcript: false });
});

test("a label becomes a name that the wire accepts", () => {
  expect(fieldName("Order number!")).toBe("order_number");
  expect(fieldName("سفارش")).toBe("field");
});
