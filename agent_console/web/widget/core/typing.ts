/** Tells the other side that the visitor is writing, without a call for every key. */

/** The other side forgets after a while, so it is said again. */
const AGAIN_MS = 3_000;
const IDLE_MS = 4_000;

export class Typing {
  private saidAt = -Infinity;
  private keyAt = -Infinity;

  constructor(
    private readonly tell: (on: boolean) => void,
    private readonly now: () => number,
    private readonly later: (run: () => void, after: number) => void,
  ) {}

  key(): void {
    this.keyAt = this.now();
    if (this.keyAt - this.saidAt >= AGAIN_MS) {
      this.saidAt = this.keyAt;
      this.tell(true);
    }
    this.later(() => {
      if (this.now() - this.keyAt >= IDLE_MS) this.stop();
    }, IDLE_MS);
  }

  stop(): void {
    if (this.saidAt === -Infinity) return;
    this.saidAt = -Infinity;
    this.tell(false);
  }
}
