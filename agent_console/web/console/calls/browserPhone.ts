import type { Phone, PhoneToken } from "../api/calls";
import { get, post } from "../api/http";
import { conversations } from "../state/live";
import { awaitsMe, watched } from "../supervisor/calls/monitoring";
import { type Device, startPhone } from "./device";
import { callsOf, legOf } from "./model";
import type { PhoneState } from "./phone";

/** A token is asked for anew so long before the old one is over. */
const BEFORE_MS = 90_000;

/** No sound of the SDK's own: what rings, rings from here, and nothing is fetched from elsewhere. */
class Silence {
  isPlaying = false;
  play = (): Promise<void> => Promise.resolve();
  stop = (): void => undefined;
  setSinkIds = (): void => undefined;
}

async function make(token: string): Promise<Device> {
  const { Device: Twilio } = await import("@twilio/voice-sdk");
  const quietly = {
    appName: "parley", tokenRefreshMs: BEFORE_MS, closeProtection: true, logLevel: "silent",
    // Nothing but signalling leaves the page: no sounds of theirs, no telemetry.
    Sound: Silence, publishEvents: false,
  };
  const made = new Twilio(token, quietly as ConstructorParameters<typeof Twilio>[1]);
  made.audio?.incoming(false);
  made.audio?.disconnect(false);
  made.audio?.outgoing(false);
  return made as unknown as Device;
}

/** Whether the browser would let us hear: asks nobody. */
async function microphone(): Promise<PhoneState | "granted"> {
  if (!window.isSecureContext) return "insecure";
  if (typeof RTCPeerConnection === "undefined" || !navigator.mediaDevices?.getUserMedia) return "unsupported";
  try {
    const { state } = await navigator.permissions.query({ name: "microphone" as PermissionName });
    return state === "granted" ? "granted" : state === "denied" ? "denied" : "ask";
  } catch {
    return "granted"; // A browser that does not tell beforehand asks when a call comes.
  }
}

/** Asks for the microphone now, so that no call has to wait for the question. */
export async function askMicrophone(): Promise<PhoneState> {
  try {
    const sound = await navigator.mediaDevices.getUserMedia({ audio: true });
    for (const track of sound.getTracks()) track.stop();
    return "ready";
  } catch (error) {
    return error instanceof DOMException && error.name === "NotFoundError" ? "no_microphone" : "denied";
  }
}

/** My telephone in this browser. */
export const startBrowserPhone = (user: string): (() => void) =>
  startPhone({
    phoneOf: () => get<Phone>("/me/phone"),
    token: () => post<PhoneToken>("/me/phone/token"),
    make,
    microphone,
    isMine: () => awaitsMe(user) || callsOf(conversations.get().values(), user).some(({ call }) => {
      const mine = legOf(call, "agent");
      return call.state !== "wrap_up" && mine?.user_id === user && mine.state !== "in";
    }),
    onNews: (listener) => {
      const ends = [conversations.subscribe(listener), watched.subscribe(listener)];
      return () => ends.forEach((end) => end());
    },
  });
