import type { Attachment } from "../core/protocol";

export interface Upload {
  done: Promise<Attachment>;
  abort: () => void;
}

/**
 * Sends a file to `/widget/files`. `progress` gets a share from 0 to 1.
 * Rejects with an `Error` whose message is the server's own sentence, or "" where it gave none.
 */
export function upload(
  origin: string,
  key: string,
  token: string,
  file: File,
  progress: (share: number) => void,
): Upload {
  const request = new XMLHttpRequest(); // fetch cannot tell how far an upload has come
  const done = new Promise<Attachment>((resolve, reject) => {
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) progress(event.loaded / event.total);
    };
    request.onload = () => {
      const answer = parse(request.responseText);
      if (request.status < 300 && answer) resolve(answer as unknown as Attachment);
      else reject(new Error(reason(answer)));
    };
    request.onerror = () => {
      reject(new Error(""));
    };
    request.onabort = request.onerror;
  });
  const form = new FormData();
  form.append("file", file, file.name || "file");
  request.open("POST", `${origin}/widget/files?key=${encodeURIComponent(key)}`);
  request.setRequestHeader("Authorization", `Bearer ${token}`);
  request.send(form);
  return {
    done,
    abort: () => {
      request.abort();
    },
  };
}

function parse(text: string): Record<string, unknown> | null {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return null; // a proxy's error page
  }
}

/** The sentence of an RFC 9457 problem document. */
function reason(problem: Record<string, unknown> | null): string {
  const { detail, remedy } = problem ?? {};
  return [detail, remedy].filter((part) => typeof part === "string").join(" ");
}
