/** Uploading one file. XMLHttpRequest, because fetch cannot report progress. */

import { ApiError } from "./errors";
import { BASE, problemDetail, retryAfterMs } from "./protocol";

const UPLOAD_TIMEOUT_MS = 180000; // 10 MB over a slow mobile network

function attachmentId(request: XMLHttpRequest): string {
  if (request.status < 200 || request.status > 299) {
    const wait = retryAfterMs(request.getResponseHeader("Retry-After"));
    throw new ApiError(request.status, problemDetail(request.responseText), wait);
  }
  try {
    return JSON.parse(request.responseText).attachment_id;
  } catch {
    throw new ApiError(0);
  }
}

/** The attachment's id. `onProgress` gets whole percents, 0 to 100. */
export function upload(token: string, file: File, onProgress: (percent: number) => void): Promise<string> {
  return new Promise((resolve, reject) => {
    const form = new FormData();
    form.append("file", file, file.name);
    const request = new XMLHttpRequest();
    request.open("POST", `${BASE}/attachments`);
    request.setRequestHeader("Authorization", `Bearer ${token}`);
    request.timeout = UPLOAD_TIMEOUT_MS;
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) onProgress(Math.floor((event.loaded / event.total) * 100));
    };
    const unreached = () => reject(new ApiError(0));
    request.onerror = unreached;
    request.ontimeout = unreached;
    request.onabort = unreached;
    request.onload = () => {
      try {
        resolve(attachmentId(request));
      } catch (error) {
        reject(error);
      }
    };
    request.send(form);
  });
}
