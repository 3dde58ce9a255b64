import { createStore } from "../state/store";

/** My telephone, as far as this browser knows. */
export type PhoneState =
  /** Not asked for: nobody here takes calls. */
  | "none"
  | "starting"
  | "ready"
  /** Not signed in at the provider; it is tried again. */
  | "offline"
  /** The browser may not use the microphone, or has not been asked yet. */
  | "denied"
  | "ask"
  | "no_microphone"
  | "unsupported"
  | "insecure"
  /** There is no account to sign in to. */
  | "refused"
  | "demo"
  | "phone"
  | "sip";

export interface PhoneNow { state: PhoneState; detail: string; remedy: string; address: string }
export const NO_PHONE: PhoneNow = { state: "none", detail: "", remedy: "", address: "" };

export const phone = createStore<PhoneNow>(NO_PHONE);

/** Counts how often I chose where calls ring: this browser becomes my telephone, or stops being it, at once. */
export const choices = createStore(0);

/** Somebody's line that rings in this browser and waits for me to say yes or no. */
export interface Ringing { id: string; accept: () => void; reject: () => void }
export const ringing = createStore<Ringing | null>(null);
/** The line that I speak on in this browser. */
export const speaking = createStore<{ id: string; hangUp: () => void } | null>(null);

const TONES: Record<PhoneState, "good" | "warn" | "bad" | "demo" | "quiet"> = {
  none: "quiet", starting: "quiet", ready: "good", offline: "bad", denied: "bad", ask: "warn", no_microphone: "bad", unsupported: "bad", insecure: "bad",
  refused: "bad", demo: "demo", phone: "good", sip: "good",
};
export const toneOf = (state: PhoneState) => TONES[state];
