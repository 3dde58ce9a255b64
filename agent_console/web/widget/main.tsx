import { render } from "preact";
import { ParleyApi } from "./api";
import { withDefaults } from "./core/config";
import type { Config } from "./core/protocol";
import { Talk } from "./core/talk";
import { chooseLanguage, Tongue } from "./i18n";
import { chime } from "./page/chime";
import { readScriptTag, type ScriptTag } from "./page/script";
import { SocketTransport } from "./page/socket";
import { BrowserStorage } from "./page/storage";
import { upload } from "./page/upload";
import { uuid } from "./page/uuid";
import { watchVisits } from "./page/visits";
import { App } from "./view/app";
import { Launch } from "./view/launch";
import { sheets } from "./view/theme";
import type { Ui } from "./view/ui";

declare global {
  interface Window {
    Parley?: ParleyApi;
  }
}

const CONFIG_RETRY_MS = 30_000;

/** Loads the configuration, again and again while the server is away; null if it says no. */
async function configuration({ origin, key }: ScriptTag): Promise<Config | null> {
  for (;;) {
    try {
      const answer = await fetch(`${origin}/widget/config?key=${encodeURIComponent(key)}`, {
        credentials: "omit",
      });
      if (answer.ok) return withDefaults(await answer.json());
      if (answer.status === 403 || answer.status === 404) {
        console.error(
          "Parley: this key is unknown, or this site is not among its allowed origins.",
        );
        return null;
      }
    } catch (error) {
      // A site's policy and a server that is away look alike to fetch; both may pass.
      console.warn("Parley: the chat could not be loaded; trying again later.", error);
    }
    await new Promise((resolve) => setTimeout(resolve, CONFIG_RETRY_MS));
  }
}

/** Two new tabs at once must not make two visitors: the first to ask gets the token, the others wait for it. */
async function begin(talk: Talk, key: string): Promise<void> {
  if (talk.token !== null || !("locks" in navigator)) {
    talk.start();
    return;
  }
  await navigator.locks.request(`parley:${key}`, async () => {
    const answered = new Promise<void>((resolve) => {
      talk.subscribe(({ line }) => {
        if (line !== "connecting") resolve();
      });
    });
    talk.start();
    await answered;
  });
}

/** Waits until the site has said who the visitor is. */
async function identified(talk: Talk): Promise<void> {
  if (talk.snapshot.identity) return;
  await new Promise<void>((resolve) => {
    talk.subscribe(({ identity }) => {
      if (identity) resolve();
    });
  });
}

function mount(ui: Ui): void {
  const host = document.createElement("div");
  host.id = "parley-widget";
  const root = host.attachShadow({ mode: "open" });
  root.adoptedStyleSheets = sheets(ui.config.accent);
  document.body.append(host);
  render(<App ui={ui} />, root);
}

async function main(tag: ScriptTag): Promise<void> {
  const { key, origin } = tag;
  const storage = new BrowserStorage(`parley:${key}:`);
  const talk = new Talk({
    inbox: key,
    transport: new SocketTransport(origin),
    storage,
    uuid,
    now: () => Date.now(),
    later: (run, after) => void setTimeout(run, after),
  });
  const launch = new Launch();
  let sound = false;
  // Stands before anything is loaded, so that a site's calls are never too early.
  window.Parley = new ParleyApi(talk, launch, () => {
    if (sound && (document.hidden || !launch.open)) chime();
  });
  const config = await configuration(tag);
  if (!config) return;
  ({ sound } = config);
  if (config.identity_required) await identified(talk);
  storage.watch((changed) => {
    talk.sync(changed);
  });
  await domReady();
  watchVisits((url, title) => {
    talk.visit(url, title);
  });
  launch.restore();
  mount({
    talk,
    config,
    tongue: new Tongue(chooseLanguage([tag.language, config.language, ...navigator.languages])),
    storage,
    launch,
    address: (path) => new URL(path, origin).href,
    upload: (file, progress) => upload(origin, key, talk.token ?? "", file, progress),
  });
  await begin(talk, key);
}

async function domReady(): Promise<void> {
  if (document.readyState !== "loading") return;
  await new Promise<void>((resolve) => {
    document.addEventListener("DOMContentLoaded", () => {
      resolve();
    });
  });
}

const tag = window.Parley ? null : readScriptTag();
if (tag) void main(tag);
