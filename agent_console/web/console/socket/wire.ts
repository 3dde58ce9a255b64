import { type Socket, io } from "socket.io-client";
import { Problem } from "../api/problem";

/** One socket to `/console` for the whole app, opened at sign-in. */
export const socket: Socket = io("/console", {
  path: "/socket.io",
  transports: ["websocket", "polling"],
  autoConnect: false,
  reconnectionDelay: 500,
  reconnectionDelayMax: 8000,
  randomizationFactor: 0.5,
});

const ANSWER_MS = 10_000;

/** Asks and waits for the answer; `{error}` and silence are thrown as a Problem. */
export async function ask<T>(event: string, payload: object): Promise<T> {
  let answer: T | { error: { code: string; message: string; remedy?: string } };
  try {
    answer = (await socket.timeout(ANSWER_MS).emitWithAck(event, payload)) as typeof answer;
  } catch {
    throw new Problem(0, { code: "offline" });
  }
  if (answer && typeof answer === "object" && "error" in answer && answer.error) {
    throw new Problem(400, answer.error);
  }
  return answer as T;
}

/** Tells without minding the answer, and only while connected: typing signs and the like. */
export function tell(event: string, payload: object): void {
  if (socket.connected) socket.emit(event, payload);
}
