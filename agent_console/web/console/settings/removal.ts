import i18n from "i18next";
import { call } from "../api/http";
import { tellDone, tellProblem } from "../parts/notify";
import { createStore } from "../state/store";
import type { Kind } from "./lists";

/** How long a deletion can be undone: as long as its message offers that. */
const UNDO_MS = 7000;

/** What is deleted on this screen and, for a moment, still kept by the server: to bring it back whole, with its id and history. */
export const removing = createStore<ReadonlySet<string>>(new Set());
const waiting = new Map<string, () => Promise<void>>();

const shown = (id: string): void => removing.set((all) => new Set([...all].filter((one) => one !== id)));

/** Deletes a thing once the time to undo that is over, or this page is left. `done` follows the server's answer. */
export function removeLater(kind: Kind, id: string, done: () => unknown): void {
  const carryOut = async (): Promise<void> => {
    if (!waiting.delete(id)) return;
    clearTimeout(timer);
    try {
      await call("DELETE", `/${kind}/${id}`, undefined, { keepalive: true });
      await done();
    } catch (error) {
      tellProblem(error);
    } finally {
      shown(id);
    }
  };
  const timer = setTimeout(() => void carryOut(), UNDO_MS);
  waiting.set(id, carryOut);
  removing.set((all) => new Set(all).add(id));
  tellDone(i18n.t("settings.deleted"), () => {
    clearTimeout(timer);
    if (waiting.delete(id)) shown(id);
  });
}

if (typeof window !== "undefined") window.addEventListener("pagehide", () => void Promise.all([...waiting.values()].map((carryOut) => carryOut())));
