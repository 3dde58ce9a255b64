import { Problem, problemOf } from "./problem";

const BASE = "/api/v1";
let csrf = "";
let onSignedOut: () => void = () => undefined;

export const setCsrf = (token: string): void => void (csrf = token);
/** Called when the server says that the session is over. */
export const onUnauthenticated = (handler: () => void): void => void (onSignedOut = handler);

type Method = "GET" | "POST" | "PATCH" | "PUT" | "DELETE";
interface Options { key?: string; keepalive?: boolean; signal?: AbortSignal | undefined }

export async function call<T>(method: Method, path: string, body?: unknown, options: Options = {}): Promise<T> {
  const headers: Record<string, string> = { Accept: "application/json" };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  if (method !== "GET") headers["X-CSRF-Token"] = csrf;
  if (method === "POST") headers["Idempotency-Key"] = options.key ?? crypto.randomUUID();
  let response: Response;
  try {
    response = await fetch(BASE + path, {
      method,
      headers,
      credentials: "same-origin",
      keepalive: options.keepalive ?? false,
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(options.signal && { signal: options.signal }),
    });
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === "AbortError") throw cause;
    throw new Problem(0, { code: "offline" });
  }
  if (!response.ok) {
    const problem = await problemOf(response);
    if (response.status === 401 && path !== "/session") onSignedOut();
    throw problem;
  }
  return response.status === 204 ? (undefined as T) : ((await response.json()) as T);
}

export const get = <T>(path: string, signal?: AbortSignal): Promise<T> => call<T>("GET", path, undefined, { signal });
export const post = <T>(path: string, body: unknown = {}, options?: Options): Promise<T> => call<T>("POST", path, body, options);
export const patch = <T>(path: string, body: unknown): Promise<T> => call<T>("PATCH", path, body);
export const put = <T>(path: string, body: unknown, options?: Options): Promise<T> => call<T>("PUT", path, body, options);
export const remove = (path: string): Promise<unknown> => call<unknown>("DELETE", path);

/** `?a=1&b=2` of what is set; empty and missing values are left out. */
export function query(params: Record<string, string | number | null | undefined>): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) {
    if (value !== null && value !== undefined && value !== "") search.set(name, String(value));
  }
  const text = search.toString();
  return text ? `?${text}` : "";
}

export const csrfToken = (): string => csrf;
