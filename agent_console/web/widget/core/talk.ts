/**
 * The visitor's side of the conversation: keeps the timeline, the outbox and the line in step.
 *
 * Knows neither sockets nor the page: both are handed in, so that tests drive it by hand.
 */
import { errorOf, payload } from "./calls";
import type { Snapshot, Surroundings } from "./line";
import { Outbox, passes, type Item } from "./outbox";
import {
  MAX_TITLE,
  MAX_URL,
  type Attachment,
  type Entry,
  type Identity,
  type ServerError,
  type Session,
} from "./protocol";
import { Seen, unread } from "./seen";
import * as timelines from "./timeline";

/** An agent who stops writing without saying so counts as still after this long. */
const TYPING_MS = 6_000;
const RETRY_MS = 2_000;
const REFUSED_RETRY_MS = 15_000;

export class Talk {
  private state: Omit<Snapshot, "queued" | "unread">;
  private readonly outbox: Outbox;
  private readonly seen: Seen;
  private readonly listeners = new Set<(snapshot: Snapshot) => void>();
  private begun = false;
  private catchingUp = false;
  private typingSince = 0;
  private visitor: string | null = null;
  private page: { url: string; title: string } | null = null;

  constructor(private readonly around: Surroundings) {
    this.outbox = new Outbox(around.storage, "out:");
    this.seen = new Seen(around.storage);
    this.state = {
      line: "connecting",
      started: false,
      timeline: timelines.EMPTY,
      presence: null,
      greeting: null,
      typing: null,
      identity: null,
    };
  }

  get snapshot(): Snapshot {
    return {
      ...this.state,
      queued: this.outbox.all,
      unread: unread(this.state.timeline, this.seen.upTo(this.conversation)),
    };
  }

  /** The visitor's secret, which opens the conversation and lets files in. */
  get token(): string | null {
    return this.around.storage.getItem("visitor");
  }

  subscribe(listener: (snapshot: Snapshot) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  start(): void {
    this.begun = true;
    this.around.transport.connect(
      () => ({
        inbox: this.around.inbox,
        ...(this.token ? { visitor: this.token } : {}),
        ...(this.state.identity ? { identity: this.state.identity } : {}),
      }),
      {
        session: (session) => this.onSession(session),
        entry: (entry) => this.onEntry(entry),
        typing: ({ on, name }) => this.onTyping(on, name ?? ""),
        presence: (presence) => this.set({ presence }),
        seen: ({ seq }) => this.set({ timeline: timelines.applyRead(this.state.timeline, seq) }),
        lost: () => this.onLost(),
        refused: (error) => this.onRefused(error),
      },
    );
  }

  /** Who the visitor is on the site; null when they signed out, which ends their session here too. */
  identify(identity: Identity | null): void {
    const known = this.state.identity;
    if (known?.id === identity?.id && known?.hash === identity?.hash) return;
    if (known) this.forget();
    this.set({ identity });
    if (this.begun) this.reconnect();
  }

  /** Forgets the visitor on this device: token, what is unsent, what was seen. */
  forget(): void {
    this.outbox.clear();
    this.around.storage.removeItem("visitor");
    this.around.storage.removeItem("visitor_id");
    this.around.storage.removeItem("introduced");
    this.visitor = null;
    this.seen.clear();
    this.set({ timeline: timelines.EMPTY, presence: null, started: false });
  }

  reconnect(): void {
    this.around.transport.disconnect();
    this.set({ line: "connecting" });
    this.start();
  }

  say(text: string, attachments: Attachment[] = []): void {
    this.enqueue({ kind: "message", ...this.stamp(), text, attachments });
  }

  rate(score: number, comment: string): void {
    this.enqueue({ kind: "rate", ...this.stamp(), score, ...(comment ? { comment } : {}) });
  }

  end(): void {
    this.enqueue({ kind: "end", ...this.stamp() });
  }

  introduce(answers: Record<string, string>): void {
    this.enqueue({ kind: "prechat", ...this.stamp(), answers });
  }

  retry(id: string): void {
    this.outbox.retry(id);
    this.notify();
    this.pump();
  }

  discard(id: string): void {
    this.outbox.discard(id);
    this.notify();
  }

  write(on: boolean): void {
    void this.quietly("typing", { on });
  }

  visit(url: string, title: string): void {
    this.page = { url: url.slice(0, MAX_URL), title: title.slice(0, MAX_TITLE) };
    void this.quietly("page", this.page);
  }

  /** Asks for what was said by mail; resolves to where it goes, or rejects with a sentence. */
  async transcript(email: string, locale: string): Promise<string> {
    const wanted = { ...(email ? { email } : {}), locale };
    const answer = await this.around.transport.call("transcript", wanted);
    const error = errorOf(answer);
    if (error) throw new Error(error.remedy ? `${error.message} ${error.remedy}` : error.message);
    return (answer as { email: string }).email;
  }

  /** The visitor has everything on the timeline before their eyes. */
  look(): void {
    if (!this.seen.look(this.conversation, this.state.timeline.mark)) return;
    this.notify();
    void this.quietly("seen", { seq: this.state.timeline.mark });
  }

  /** Another tab has changed what the storage holds under `key`. */
  sync(key: string): void {
    if (key === "seen") {
      this.seen.reload();
      this.notify();
    }
    const other = this.around.storage.getItem("visitor_id");
    // The same browser is one visitor: what another tab has become, this one becomes too.
    if (key === "visitor_id" && this.visitor && other && other !== this.visitor) this.reconnect();
  }

  private get conversation(): string | null {
    return this.state.timeline.conversation?.id ?? null;
  }

  private stamp(): { id: string; at: number } {
    return { id: this.around.uuid(), at: this.around.now() };
  }

  private enqueue(item: Item): void {
    this.outbox.add(item);
    this.notify();
    this.pump();
  }

  private onSession(session: Session): void {
    this.visitor = session.visitor.id;
    this.around.storage.setItem("visitor", session.visitor.token);
    this.around.storage.setItem("visitor_id", session.visitor.id);
    this.outbox.adopt();
    this.set({
      line: "live",
      started: true,
      presence: session.presence,
      greeting: session.greeting ?? null,
      timeline: timelines.applySession(this.state.timeline, session),
    });
    if (this.page) void this.quietly("page", this.page);
    const seenTo = this.seen.upTo(this.conversation);
    if (seenTo > 0) void this.quietly("seen", { seq: seenTo });
    this.pump();
    this.catchUp();
  }

  private onEntry(entry: Entry): void {
    const typing = entry.direction === "out" ? null : this.state.typing;
    this.set({ typing, timeline: timelines.applyEntry(this.state.timeline, entry) });
    this.catchUp();
  }

  private onTyping(on: boolean, name: string): void {
    this.typingSince = this.around.now();
    this.set({ typing: on ? name : null });
    if (!on) return;
    this.around.later(() => {
      const quiet = this.around.now() - this.typingSince >= TYPING_MS;
      if (quiet && this.state.typing !== null) this.set({ typing: null });
    }, TYPING_MS);
  }

  private onLost(): void {
    this.outbox.interrupted();
    this.set({ line: "lost", typing: null });
  }

  private onRefused(error: ServerError): void {
    this.outbox.interrupted();
    this.set({ line: "refused" });
    if (error.code === "forbidden" || error.code === "not_found") return; // wrong site or key
    if (error.code === "unauthenticated") {
      if (this.token === null) return; // only the site can tell who this is: see `identify`
      // A token that the server no longer knows opens nothing; a new visitor may still talk.
      this.around.storage.removeItem("visitor");
    }
    this.around.later(
      () => this.reconnect(),
      (error.retry_after_s ?? 0) * 1000 || REFUSED_RETRY_MS,
    );
  }

  private pump(): void {
    if (this.state.line !== "live") return;
    const item = this.outbox.next();
    if (!item) return;
    this.outbox.sending(item.id);
    this.around.transport.call(item.kind, payload(item)).then(
      (answer) => this.onAnswer(item, answer),
      () => this.onSilence(item),
    );
  }

  private onAnswer(item: Item, answer: unknown): void {
    const error = errorOf(answer);
    if (error && passes(error)) {
      this.outbox.unanswered(item.id);
      this.around.later(() => this.pump(), (error.retry_after_s ?? 0) * 1000 || RETRY_MS);
      return;
    }
    if (!error) this.outbox.acknowledged(item.id, (answer as { seq?: number } | null)?.seq);
    else if (item.kind === "message") this.outbox.refused(item.id, error);
    else this.outbox.discard(item.id);
    this.notify();
    this.pump();
  }

  private onSilence(item: Item): void {
    this.outbox.unanswered(item.id);
    this.around.later(() => this.pump(), RETRY_MS);
  }

  private catchUp(): void {
    const after = timelines.missing(this.state.timeline);
    const { conversation } = this;
    if (after === null || !conversation || this.catchingUp || this.state.line !== "live") return;
    this.catchingUp = true;
    this.around.transport
      .call("catch_up", { after })
      .then((answer) => {
        if (errorOf(answer)) throw new Error("catch_up was refused");
        const { entries } = answer as { entries: Entry[] };
        const timeline = timelines.applyCaughtUp(this.state.timeline, conversation, after, entries);
        this.set({ timeline });
        this.catchingUp = false;
        this.catchUp();
      })
      .catch(() => {
        this.catchingUp = false;
        this.around.later(() => this.catchUp(), RETRY_MS);
      });
  }

  /** For what is worth nothing later: no line, no matter. */
  private async quietly(event: string, payload: object): Promise<void> {
    if (this.state.line !== "live") return;
    await this.around.transport.call(event, payload).catch(() => undefined);
  }

  private set(change: Partial<typeof this.state>): void {
    this.state = { ...this.state, ...change };
    this.notify();
  }

  private notify(): void {
    const { entries } = this.state.timeline;
    this.outbox.settle((id, seq) =>
      entries.some((entry) => entry.command === id || entry.seq === seq),
    );
    const { snapshot } = this;
    for (const listener of this.listeners) listener(snapshot);
  }
}
