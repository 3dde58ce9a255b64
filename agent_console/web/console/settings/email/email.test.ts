import { describe, expect, test } from "vitest";
import { EMAIL, blockedFrom, givenSecrets, historyChoices, outgoingOf, portFor, presetOf, secretsFor, settled, typedSecrets, withEmailDefaults, withPreset } from "./email";
import { mergeThree } from "./merge";
import { PRESETS, domainOf, guessFor, looksLikeAddress, presetById, presetFor } from "./presets";

const preset = (id: string) => presetById(id) ?? guessFor("");

describe("presets", () => {
  test.each([
    ["somebody@gmail.com", "google"], ["somebody@HOTMAIL.com", "outlook"], ["a@me.com", "icloud"], ["a@web.de", "webde"],
    ["a@gmx.net", "gmx"], ["a@gmx.com", "gmx-com"], ["a@bk.ru", "mailru"], ["a@ya.ru", "yandex"], ["a@pm.me", "proton"],
  ])("%s belongs to %s", (address, id) => expect(presetFor(address)?.id).toBe(id));

  test("a domain of one's own tells no provider, so its servers are guessed", () => {
    expect(presetFor("support@example.com")).toBeNull();
    expect(guessFor("Support@Example.com").imap).toEqual({ host: "imap.example.com", port: 993, security: "tls" });
    expect(guessFor("support@example.com").smtp.host).toBe("smtp.example.com");
    expect(guessFor("no address").imap.host).toBe("");
  });
  test("no domain and no id is claimed twice", () => {
    const domains = PRESETS.flatMap((one) => one.domains);
    expect(new Set(domains).size).toBe(domains.length);
    expect(new Set(PRESETS.map((one) => one.id)).size).toBe(PRESETS.length);
  });
  test("every provider is reached encrypted, and who needs OAuth2 says where tokens come from", () => {
    for (const one of PRESETS) {
      expect(one.imap.security, one.id).not.toBe("none");
      expect(one.smtp.security, one.id).not.toBe("none");
      if (one.auth === "oauth2") expect(one.oauth?.token_url, one.id).toMatch(/^https:/);
    }
  });
  test("the part behind the last @ is the domain", () => {
    expect(domainOf('"a@b"@example.com.')).toBe("example.com");
    expect(domainOf("@example.com")).toBe("");
    expect(looksLikeAddress("support@example.com")).toBe(true);
    expect(looksLikeAddress("support@example")).toBe(false);
    expect(looksLikeAddress("two words@example.com")).toBe(false);
  });
});

describe("settings and form", () => {
  test("what is stored stands above the defaults, also inside", () => {
    const settings = withEmailDefaults({ address: "a@example.com", imap: { ...EMAIL.imap, host: "mail.example.com" } });
    expect(settings.imap.host).toBe("mail.example.com");
    expect(settings.imap.folders).toEqual(["INBOX"]);
    expect(settings.smtp).toEqual(EMAIL.smtp);
  });
  test("a preset changes servers and nothing of what a person wrote", () => {
    const mine = { ...EMAIL, sender_name: "Support", imap: { ...EMAIL.imap, username: "me", folders: ["A"] } };
    const set = withPreset(mine, preset("google"));
    expect(set.imap).toMatchObject({ host: "imap.gmail.com", username: "me", folders: ["A"] });
    expect(set.sender_name).toBe("Support");
    expect(set.plus_addressing).toBe(false);
    expect(presetOf(set)).toBe("google");
    expect(presetOf({ ...set, smtp: { ...set.smtp, port: 2525 } })).toBe("other");
    expect(presetOf(EMAIL)).toBe("other");
  });
  test("outgoing is the same as incoming by default, and the wire repeats the name", () => {
    const settings = { ...EMAIL, imap: { ...EMAIL.imap, username: "me" } };
    const same = settled(settings, "same");
    expect(same.smtp.username).toBe("me");
    expect(outgoingOf(same, false)).toBe("same");
    expect(outgoingOf(same, true)).toBe("own");
    expect(outgoingOf(settled(same, "none"), false)).toBe("none");
    expect(outgoingOf({ ...same, smtp: { ...same.smtp, username: "other" } }, false)).toBe("own");
  });
  test("a port follows the security, but one that was chosen stays", () => {
    expect(portFor("smtp", "starttls", { port: 465, security: "tls" })).toBe(587);
    expect(portFor("imap", "starttls", { port: 1143, security: "tls" })).toBe(1143);
  });
  test("an empty field leaves a secret alone, null removes it", () => {
    expect(givenSecrets({ password: "", smtp_password: null, oauth_client_secret: "x" })).toEqual({ smtp_password: null, oauth_client_secret: "x" });
    expect(typedSecrets({ password: "", smtp_password: null, oauth_client_secret: "x" })).toEqual({ oauth_client_secret: "x" });
  });
  test("the password for sending alone goes as soon as it would not be used", () => {
    expect(secretsFor({ smtp_password: "x" }, "own", [])).toEqual({ smtp_password: "x" });
    expect(secretsFor({ smtp_password: "x", password: "y" }, "same", [])).toEqual({ password: "y" });
    expect(secretsFor({}, "same", ["password", "smtp_password"])).toEqual({ smtp_password: null });
    expect(secretsFor({}, "own", ["smtp_password"])).toEqual({});
  });
  test("days that were set by other means stay a choice", () => {
    expect(historyChoices({ ...EMAIL.imap, history_days: 14 })).toContain(14);
    expect(historyChoices(EMAIL.imap)).not.toContain(14);
  });
});

test("senders to block are read from what was pasted, each once", () => {
  expect(blockedFrom("A@Example.com, <b@example.org>\nexample.net;@example.net a@example.com nonsense")).toEqual({
    good: ["a@example.com", "b@example.org", "@example.net"],
    bad: ["nonsense"],
  });
});

describe("two people changed the same inbox", () => {
  const base = { name: "A", settings: { x: 1, y: 1, list: ["a"] } };
  test("both changes stand where they are apart", () => {
    const merged = mergeThree(base, { name: "B", settings: { x: 1, y: 1, list: ["a"] } }, { name: "A", settings: { x: 2, y: 1, list: ["a", "b"] } });
    expect(merged).toEqual({ value: { name: "B", settings: { x: 2, y: 1, list: ["a", "b"] } }, clashes: [], theirs: ["settings.x", "settings.list"] });
  });
  test("where they clash mine stands and it is said", () => {
    const merged = mergeThree(base, { name: "A", settings: { x: 3, y: 5, list: ["a"] } }, { name: "A", settings: { x: 2, y: 5, list: ["a"] } });
    expect(merged.value.settings).toEqual({ x: 3, y: 5, list: ["a"] });
    expect(merged.clashes).toEqual(["settings.x"]);
  });
});
