import type { Config } from "./protocol";

/** 10 MiB, the server's own default. */
const DEFAULT_MAX_ATTACHMENT_BYTES = 10 * 1024 * 1024;

const DEFAULTS: Config = {
  accent: "#2f5fd0",
  title: "",
  subtitle: "",
  greeting: "",
  language: "",
  position: "right",
  launcher_text: "",
  sound: true,
  online: false,
  prechat: { enabled: false, fields: [] },
  offline: { enabled: true, message: "", collect_email: true },
  hours: null,
  identity_required: false,
  transcript: false,
  max_attachment_bytes: DEFAULT_MAX_ATTACHMENT_BYTES,
};

/** The server's answer with every missing or null field filled. */
export function withDefaults(answer: unknown): Config {
  const given = (typeof answer === "object" && answer !== null ? answer : {}) as Partial<Config>;
  const known = Object.entries(given).filter(([, value]) => value !== null && value !== undefined);
  const config = { ...DEFAULTS, ...(Object.fromEntries(known) as Partial<Config>) };
  return {
    ...config,
    prechat: { ...DEFAULTS.prechat, ...given.prechat },
    offline: { ...DEFAULTS.offline, ...given.offline },
  };
}
