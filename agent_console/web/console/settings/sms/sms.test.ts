import { expect, test } from "vitest";
import { typedSecrets } from "../twilio/twilio";
import { incomingUrl, withSmsDefaults } from "./sms";

test("what is stored stands above the defaults", () => {
  expect(withSmsDefaults({ number: "+15005550006" })).toMatchObject({ number: "+15005550006", api_base: "https://api.twilio.com", max_segments: 10 });
});

test("a secret that was not typed is not sent", () => {
  expect(typedSecrets({ auth_token: "t", previous_auth_token: "", api_key_secret: "  " })).toEqual({ auth_token: "t" });
});

test("the address for Twilio names the inbox", () => {
  expect(incomingUrl("https://help.example.com", "k1")).toBe("https://help.example.com/hooks/sms/k1");
});
