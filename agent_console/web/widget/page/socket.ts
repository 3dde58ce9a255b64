import { io, type Socket } from "socket.io-client";
import type { ServerError } from "../core/protocol";
import type { Auth, Events, Transport } from "../core/line";

const ANSWER_MS = 10_000;

/** The line to the server: Socket.IO's `/widget` namespace, a websocket first, polling where that fails. */
export class SocketTransport implements Transport {
  private socket: Socket | null = null;

  constructor(private readonly origin: string) {}

  connect(auth: () => Auth, events: Events): void {
    const socket = io(`${this.origin}/widget`, {
      path: "/socket.io",
      auth: (give) => {
        give(auth());
      },
      transports: ["websocket", "polling"],
      tryAllTransports: true,
      reconnectionDelay: 500,
      reconnectionDelayMax: 10_000,
      withCredentials: false,
      forceNew: true,
    });
    this.socket = socket;
    socket.on("session", events.session);
    socket.on("entry", events.entry);
    socket.on("typing", events.typing);
    socket.on("presence", events.presence);
    socket.on("seen", events.seen);
    socket.on("connect_error", (error: Error & { data?: unknown }) => {
      // An active socket retries by itself: the line is down, nobody has said no.
      if (socket.active) events.lost();
      else {
        const refused = refusal(error);
        console.warn(`Parley: ${refused.message} ${refused.remedy ?? ""}`);
        events.refused(refused);
      }
    });
    socket.on("disconnect", (reason) => {
      events.lost();
      // The server closes sockets when it stops or restarts; Socket.IO leaves the way back to us.
      if (reason === "io server disconnect") setTimeout(() => socket.connect(), 1_000);
    });
  }

  disconnect(): void {
    this.socket?.off();
    this.socket?.disconnect();
    this.socket = null;
  }

  async call(event: string, payload: object): Promise<unknown> {
    if (!this.socket?.connected) throw new Error("no line");
    return (await this.socket.timeout(ANSWER_MS).emitWithAck(event, payload)) as unknown;
  }
}

function refusal(error: Error & { data?: unknown }): ServerError {
  const data = (error.data ?? {}) as Partial<ServerError> & { error?: ServerError };
  const told = data.error ?? data;
  return { ...told, code: told.code ?? "unavailable", message: told.message ?? error.message };
}
