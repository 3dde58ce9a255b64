import { csrfToken } from "./http";
import { Problem } from "./problem";
import type { Attachment } from "./types";

/** Sends one file; `onProgress` gets 0 to 1. XMLHttpRequest, since fetch tells no upload progress. */
export function upload(file: File, onProgress: (part: number) => void, signal: AbortSignal): Promise<Attachment> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", "/api/v1/files");
    request.setRequestHeader("X-CSRF-Token", csrfToken());
    request.setRequestHeader("Idempotency-Key", crypto.randomUUID());
    request.responseType = "json";
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) onProgress(event.loaded / event.total);
    };
    request.onload = () => {
      if (request.status < 300) resolve(request.response as Attachment);
      else reject(new Problem(request.status, (request.response ?? {}) as object));
    };
    request.onerror = () => reject(new Problem(0, { code: "offline" }));
    signal.addEventListener("abort", () => request.abort());
    const body = new FormData();
    body.append("file", file, file.name);
    request.send(body);
  });
}
