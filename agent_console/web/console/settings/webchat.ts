import type { PrechatField, WebchatSettings } from "../api/settings";

/** A web-chat inbox as it is before anybody changed it; what is stored stands above this. */
export const WEBCHAT: WebchatSettings = {
  allowed_origins: [],
  accent: "#2f5fd0",
  position: "right",
  title: "",
  subtitle: "",
  prechat: { enabled: false, fields: [{ name: "name", label: "", required: true }, { name: "email", label: "", required: false }] },
  offline: { enabled: true, message: "", collect_email: true },
  hours: null,
  identity_required: false,
  launcher_text: "",
  sound: true,
  mail: { inbox_id: "", unread_after_s: 300, transcript: false },
};

export const withDefaults = (stored: Partial<WebchatSettings>): WebchatSettings => ({
  ...WEBCHAT,
  ...stored,
  prechat: { ...WEBCHAT.prechat, ...stored.prechat },
  offline: { ...WEBCHAT.offline, ...stored.offline },
  mail: { ...WEBCHAT.mail, ...stored.mail },
});

/** A name for the wire from what a person typed as a label: `Order number` → `order_number`. */
export const fieldName = (label: string): string =>
  label.trim().toLowerCase().normalize("NFKD").replace(/[^a-z0-9]+/g, "_").replace(/^_+|_+$/g, "").slice(0, 40) || "field";

export const newField = (label: string): PrechatField => ({ name: fieldName(label), label, required: false });

/** The browser's own zones; UTC where it does not tell. */
export const timezones = (): string[] => {
  const known = Intl.supportedValuesOf?.("timeZone") ?? [];
  return ["UTC", ...known.filter((zone) => zone !== "UTC")];
};
