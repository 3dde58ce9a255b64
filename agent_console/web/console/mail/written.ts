/** What an editor's HTML has to be changed into and out of. No browser is needed for any of it. */
const escape = (text: string): string => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");

/** Plain text as paragraphs: an empty line ends one, a single line break stays one. */
export function paragraphs(text: string): string {
  if (!text) return "";
  return text.replace(/\r\n?/g, "\n").split(/\n{2,}/).map((block) => `<p>${block.split("\n").map(escape).join("<br>")}</p>`).join("");
}

/** Whether HTML says nothing that plain text does not say: then the mail needs none. */
export const isPlain = (html: string): boolean => !/<(?!\/?p[\s>]|br[\s/>])[a-z/]/i.test(html);

/** What is sent: pictures are named by their file alone, those that are no file of ours are left out, and an empty line stays one. */
export function forSending(html: string): string {
  if (isPlain(html)) return "";
  return html.replace(/<img\b[^>]*>/gi, (tag) => {
    const file = /\bdata-file="([\w-]+)"/.exec(tag)?.[1];
    const alt = /\balt="([^"]*)"/.exec(tag)?.[1] ?? "";
    return file ? `<img data-file="${file}" alt="${alt}">` : "";
  }).replace(/(<p[^>]*>)<\/p>/gi, "$1<br></p>");
}

/** The files that stand in the text as pictures. */
export const filesIn = (html: string): string[] => [...html.matchAll(/<img\b[^>]*\bdata-file="([\w-]+)"/gi)].flatMap((match) => match[1] ?? []);
