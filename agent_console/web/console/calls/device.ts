import type { Phone, PhoneToken } from "../api/calls";
import { Problem } from "../api/problem";
import { NO_PHONE, type PhoneNow, type PhoneState, type Ringing, phone, ringing, speaking } from "./phone";

/** The part of Twilio's SDK that is used here. */
export interface Line {
  readonly parameters: Record<string, string>;
  accept(): void;
  reject(): void;
  disconnect(): void;
  on(event: "accept" | "cancel" | "disconnect" | "reject" | "error", listener: (error?: { code?: number; message?: string }) => void): unknown;
}
export interface Device {
  register(): Promise<void>;
  updateToken(token: string): void;
  destroy(): void;
  on(event: "registered" | "unregistered" | "tokenWillExpire", listener: () => void): unknown;
  on(event: "incoming", listener: (line: Line) => void): unknown;
  on(event: "error", listener: (error: { code?: number; message?: string }) => void): unknown;
}
export interface World {
  phoneOf: () => Promise<Phone>;
  token: () => Promise<PhoneToken>;
  /** Loads the SDK and makes a device of it; only when there is somebody to sign in to. */
  make: (token: string) => Promise<Device>;
  microphone: () => Promise<PhoneState | "granted">;
  /** Whether a line that comes in is the one that I am waiting for: then it is taken without asking. */
  isMine: () => boolean;
  /** Calls back whenever the answer of `isMine` may be another one; returns how to end that. */
  onNews: (listener: () => void) => () => void;
}

const AGAIN_MS = [1000, 3000, 10_000, 30_000] as const;
const SLOW_MS = 6000;
const EXPIRED = new Set([20_101, 20_104, 31_204, 31_205]);
const NO_MICROPHONE = 31_402;
const DENIED = 31_401;

/** Makes this browser my telephone, for as long as I am signed in. Returns how to end it. */
export function startPhone(world: World): () => void {
  let over = false;
  let device: Device | undefined;
  let tries = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let slow: ReturnType<typeof setTimeout> | undefined;
  let waiting: { line: Line; shown: Ringing } | undefined;

  const tell = (state: PhoneState, more: Partial<PhoneNow> = {}): void => {
    if (!over) phone.set({ ...NO_PHONE, state, ...more });
  };
  const again = (work: () => Promise<void>): void => {
    clearTimeout(timer);
    timer = setTimeout(() => void work(), AGAIN_MS[Math.min(tries++, AGAIN_MS.length - 1)]);
  };
  const ready = async (): Promise<void> => {
    const heard = await world.microphone();
    tell(heard === "granted" ? "ready" : heard);
  };

  const begin = async (): Promise<void> => {
    if (over) return;
    try {
      const mine = await world.phoneOf();
      if (mine.device !== "browser") return tell(mine.device, { address: mine.address });
      const token = await world.token();
      if (token.kind === "simulated") return tell("demo");
      const heard = await world.microphone();
      if (heard === "insecure" || heard === "unsupported") return tell(heard);
      const made = await world.make(token.token);
      if (over) return made.destroy();
      device?.destroy();
      device = made;
      listen(made);
      // It tries on by itself for as long as it takes; whoever waits for calls should know meanwhile.
      slow = setTimeout(() => phone.get().state === "starting" && tell("offline"), SLOW_MS);
      await made.register();
    } catch (error) {
      if (error instanceof Problem && !error.passing) return tell("refused", { detail: error.message, remedy: error.remedy });
      tell("offline");
      again(begin);
    }
  };
  const renew = async (): Promise<void> => {
    try {
      const token = await world.token();
      if (token.kind === "twilio") device?.updateToken(token.token);
    } catch {
      again(renew);
    }
  };

  const listen = (made: Device): void => {
    made.on("registered", () => {
      tries = 0;
      void ready();
    });
    // The SDK comes back by itself after a lost network.
    made.on("unregistered", () => tell("offline"));
    made.on("tokenWillExpire", () => void renew());
    made.on("error", (error) => {
      if (EXPIRED.has(error.code ?? 0)) again(begin);
      else if (error.code === DENIED) tell("denied");
      else if (error.code === NO_MICROPHONE) tell("no_microphone");
    });
    made.on("incoming", rings);
  };

  const rings = (line: Line): void => {
    const id = line.parameters.CallSid ?? crypto.randomUUID();
    const gone = (): void => {
      if (waiting?.line === line) waiting = undefined;
      if (ringing.get()?.id === id) ringing.set(null);
      if (speaking.get()?.id === id) speaking.set(null);
    };
    const take = (): void => {
      if (waiting?.line === line) waiting = undefined;
      if (ringing.get()?.id === id) ringing.set(null);
      speaking.set({ id, hangUp: () => line.disconnect() });
      line.accept();
    };
    for (const event of ["cancel", "disconnect", "reject"] as const) line.on(event, gone);
    line.on("error", (error) => {
      if (error?.code === DENIED) tell("denied");
      if (error?.code === NO_MICROPHONE) tell("no_microphone");
    });
    if (world.isMine()) return take();
    const shown: Ringing = { id, accept: take, reject: () => line.reject() };
    waiting = { line, shown };
    ringing.set(shown);
  };
  // That I have accepted may be heard of after the line itself.
  const endNews = world.onNews(() => {
    if (waiting && world.isMine()) waiting.shown.accept();
  });

  tell("starting");
  void begin();
  return () => {
    over = true;
    clearTimeout(timer);
    clearTimeout(slow);
    endNews();
    device?.destroy();
    waiting = undefined;
    ringing.set(null);
    speaking.set(null);
    phone.set(NO_PHONE);
  };
}
