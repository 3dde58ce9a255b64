import { createStore } from "../state/store";
import type { Pending } from "./outbox";

/** A reply that was taken back before it left: its composer picks the words up again. */
export const takenBack = createStore<Pick<Pending, "conversation" | "mode" | "text" | "mail"> | null>(null);
