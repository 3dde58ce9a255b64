interface ProblemBody {
  title?: string;
  detail?: string;
  code?: string;
  message?: string;
  remedy?: string;
  errors?: { field: string; message: string }[];
}

/** An answer that says no (RFC 9457), or no answer at all (`status` 0). */
export class Problem extends Error {
  readonly code: string;
  readonly remedy: string;
  readonly fields: Record<string, string>;

  constructor(
    readonly status: number,
    body: ProblemBody,
  ) {
    super(body.detail ?? body.message ?? body.title ?? `HTTP ${status}`);
    this.code = body.code ?? (status === 0 ? "offline" : "error");
    this.remedy = body.remedy ?? "";
    this.fields = Object.fromEntries((body.errors ?? []).map((e) => [e.field, e.message]));
  }

  /** Whether the same request may succeed later: no answer, or the server is in trouble. */
  get passing(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

export async function problemOf(response: Response): Promise<Problem> {
  try {
    return new Problem(response.status, (await response.json()) as ProblemBody);
  } catch {
    return new Problem(response.status, { title: response.statusText || `HTTP ${response.status}` });
  }
}
