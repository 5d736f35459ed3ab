/** A call that failed. Everything that talks to the server rejects with this. */
export class ApiError extends Error {
  /** `status` 0: the server was not reached. `detail`: a sentence for the person, or null. */
  constructor(
    readonly status: number,
    readonly detail: string | null = null,
    readonly retryAfterMs = 0,
  ) {
    super(`web chat API: ${status}`);
  }

  /** Whether the very same call may succeed later. */
  get temporary(): boolean {
    return [0, 408, 425, 429].includes(this.status) || this.status >= 500;
  }
}

/** Anything thrown, as an ApiError: what is none means that the server was not reached. */
export const asApiError = (error: unknown): ApiError => (error instanceof ApiError ? error : new ApiError(0));
