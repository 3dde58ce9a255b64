import type { Security } from "../../api/settings";

interface Server { host: string; port: number; security: Security }

/** What a mail provider's own documentation says about connecting; `note` is the key of a hint. */
export interface Preset {
  id: string;
  name: string;
  /** The domains of its own addresses; those of its customers are chosen by hand. */
  domains: readonly string[];
  auth: "password" | "oauth2";
  imap: Server;
  smtp: Server;
  /** Whether `support+anything@` reaches `support@` without setting anything up. */
  plus: boolean;
  note?: "google" | "microsoft" | "outlook" | "apple" | "yahoo" | "fastmail" | "zoho" | "united" | "ionos" | "yandex" | "mailru" | "proton";
  /** Where app passwords are made, or access is switched on. */
  help?: string;
  /** What an app asks the provider for; the token address is the same for everybody. */
  oauth?: { token_url: string; scope: string };
}

const tls = (host: string, port: number): Server => ({ host, port, security: "tls" });
const starttls = (host: string, port: number): Server => ({ host, port, security: "starttls" });

const MICROSOFT = {
  token_url: "https://login.microsoftonline.com/common/oauth2/v2.0/token",
  scope: "https://outlook.office.com/IMAP.AccessAsUser.All https://outlook.office.com/SMTP.Send offline_access",
};

export const PRESETS: readonly Preset[] = [
  {
    id: "google", name: "Gmail, Google Workspace", domains: ["gmail.com", "googlemail.com"], auth: "password", plus: true,
    imap: tls("imap.gmail.com", 993), smtp: tls("smtp.gmail.com", 465), note: "google", help: "https://myaccount.google.com/apppasswords",
    oauth: { token_url: "https://oauth2.googleapis.com/token", scope: "https://mail.google.com/" },
  },
  {
    id: "microsoft", name: "Microsoft 365", domains: [], auth: "oauth2", plus: true,
    imap: tls("outlook.office365.com", 993), smtp: starttls("smtp.office365.com", 587), note: "microsoft",
    help: "https://learn.microsoft.com/exchange/client-developer/legacy-protocols/how-to-authenticate-an-imap-pop-smtp-application-by-using-oauth", oauth: MICROSOFT,
  },
  {
    id: "outlook", name: "Outlook.com, Hotmail", domains: ["outlook.com", "outlook.de", "outlook.fr", "outlook.com.tr", "hotmail.com", "hotmail.de", "hotmail.co.uk", "hotmail.fr", "live.com", "msn.com"],
    auth: "oauth2", plus: true, imap: tls("outlook.office365.com", 993), smtp: starttls("smtp-mail.outlook.com", 587), note: "outlook", oauth: MICROSOFT,
  },
  {
    id: "icloud", name: "iCloud", domains: ["icloud.com", "me.com", "mac.com"], auth: "password", plus: true,
    imap: tls("imap.mail.me.com", 993), smtp: starttls("smtp.mail.me.com", 587), note: "apple", help: "https://account.apple.com",
  },
  {
    id: "yahoo", name: "Yahoo", domains: ["yahoo.com", "yahoo.de", "yahoo.co.uk", "yahoo.fr", "yahoo.com.tr", "ymail.com", "rocketmail.com"], auth: "password", plus: false,
    imap: tls("imap.mail.yahoo.com", 993), smtp: tls("smtp.mail.yahoo.com", 465), note: "yahoo", help: "https://login.yahoo.com/account/security",
  },
  {
    id: "fastmail", name: "Fastmail", domains: ["fastmail.com", "fastmail.fm"], auth: "password", plus: true,
    imap: tls("imap.fastmail.com", 993), smtp: tls("smtp.fastmail.com", 465), note: "fastmail", help: "https://app.fastmail.com/settings/security",
  },
  {
    id: "zoho", name: "Zoho Mail", domains: ["zoho.com", "zohomail.com"], auth: "password", plus: false,
    imap: tls("imap.zoho.com", 993), smtp: tls("smtp.zoho.com", 465), note: "zoho",
  },
  {
    id: "zoho-eu", name: "Zoho Mail (EU)", domains: ["zoho.eu", "zohomail.eu"], auth: "password", plus: false,
    imap: tls("imap.zoho.eu", 993), smtp: tls("smtp.zoho.eu", 465), note: "zoho",
  },
  {
    id: "gmx", name: "GMX", domains: ["gmx.de", "gmx.net", "gmx.at", "gmx.ch", "gmx.org", "gmx.eu"], auth: "password", plus: false,
    imap: tls("imap.gmx.net", 993), smtp: tls("mail.gmx.net", 465), note: "united",
  },
  {
    id: "gmx-com", name: "GMX.com", domains: ["gmx.com", "gmx.us", "gmx.co.uk", "gmx.fr", "gmx.es", "gmx.com.tr"], auth: "password", plus: false,
    imap: tls("imap.gmx.com", 993), smtp: tls("mail.gmx.com", 465), note: "united",
  },
  {
    id: "webde", name: "WEB.DE", domains: ["web.de"], auth: "password", plus: false,
    imap: tls("imap.web.de", 993), smtp: tls("smtp.web.de", 465), note: "united",
  },
  {
    id: "ionos", name: "IONOS", domains: [], auth: "password", plus: false,
    imap: tls("imap.ionos.com", 993), smtp: tls("smtp.ionos.com", 465), note: "ionos",
  },
  {
    id: "yandex", name: "Yandex", domains: ["yandex.com", "yandex.ru", "ya.ru", "yandex.kz", "yandex.by"], auth: "password", plus: true,
    imap: tls("imap.yandex.com", 993), smtp: tls("smtp.yandex.com", 465), note: "yandex", help: "https://id.yandex.com/security/app-passwords",
  },
  {
    id: "mailru", name: "Mail.ru", domains: ["mail.ru", "inbox.ru", "list.ru", "bk.ru"], auth: "password", plus: false,
    imap: tls("imap.mail.ru", 993), smtp: tls("smtp.mail.ru", 465), note: "mailru", help: "https://account.mail.ru/user/2-step-auth/passwords",
  },
  {
    id: "proton", name: "Proton Mail Bridge", domains: ["proton.me", "protonmail.com", "pm.me"], auth: "password", plus: true,
    imap: starttls("127.0.0.1", 1143), smtp: starttls("127.0.0.1", 1025), note: "proton",
  },
];

export const OTHER = "other";

export const domainOf = (address: string): string => {
  const at = address.lastIndexOf("@");
  return at < 1 ? "" : address.slice(at + 1).trim().toLowerCase().replace(/\.$/, "");
};

/** A mail address as far as a browser can tell; the server has the last word. */
export const looksLikeAddress = (text: string): boolean => /^[^@\s<>,;:"()[\]\\]{1,64}@[^@\s<>,;]+\.[^@\s<>,;.]+$/.test(text.trim());

/** The provider that an address belongs to, or null if its domain tells nothing. */
export function presetFor(address: string): Preset | null {
  const domain = domainOf(address);
  return PRESETS.find((one) => one.domains.includes(domain)) ?? null;
}

export const presetById = (id: string): Preset | null => PRESETS.find((one) => one.id === id) ?? null;

/** What most providers call their servers: a guess that the test then proves right or wrong. */
export function guessFor(address: string): Preset {
  const domain = domainOf(address);
  const host = (name: string): string => (domain ? `${name}.${domain}` : "");
  return { id: OTHER, name: "", domains: [], auth: "password", plus: false, imap: tls(host("imap"), 993), smtp: tls(host("smtp"), 465) };
}
