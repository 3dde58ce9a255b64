/** What the site's one script tag tells. */
export interface ScriptTag {
  /** The public key of the inbox. */
  key: string;
  /** Where Parley runs: the origin of the script's own address. */
  origin: string;
  /** The language the site asks for, "" to leave it to the inbox and the browser. */
  language: string;
}

/** Null, with a word on the console, where the tag is not as it should be. */
export function readScriptTag(): ScriptTag | null {
  const current = document.currentScript;
  const tag =
    current instanceof HTMLScriptElement && current.dataset.parleyKey
      ? current
      : document.querySelector<HTMLScriptElement>("script[data-parley-key]");
  const key = tag?.dataset.parleyKey;
  if (!tag || !key) {
    console.error(
      'Parley: the script tag needs data-parley-key="…", as shown in the inbox settings.',
    );
    return null;
  }
  const origin = new URL(tag.src || location.href, location.href).origin;
  return { key, origin, language: tag.dataset.parleyLang ?? "" };
}
