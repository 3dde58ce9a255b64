/** What the small editor keeps as it is; a signature with more in it is edited as HTML. */
const KEPT = /^(p|br|strong|b|em|i|u|s|a|ul|ol|li)$/;

/** Whether the small editor can show a signature without losing anything of it. */
export const isSimple = (html: string): boolean =>
  [...html.matchAll(/<\/?([a-z0-9]+)([^>]*)>/gi)].every(([, name = "", rest = ""]) =>
    KEPT.test(name.toLowerCase()) && (/^\s*\/?$/.test(rest) || (name.toLowerCase() === "a" && /^(\s+(href|target|rel)="[^"]*")*\s*$/i.test(rest)))) && !html.includes("<!--");

const escaped = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/** Plain words as HTML that looks the same: what is stored without any tag is sent line by line. */
export const asHtml = (text: string): string => (/<[a-z!/]/i.test(text) ? text : escaped(text).replaceAll("\n", "<br>"));

/** The signature as a customer gets it, with who answers put in. */
export const signedBy = (text: string, agent: string): string => asHtml(text).replaceAll("{agent}", escaped(agent));

/** An empty editor still holds a paragraph; stored is nothing. */
export const tidied = (html: string): string => (/^(\s|<p>|<\/p>|<br\s*\/?>)*$/.test(html) ? "" : html);
