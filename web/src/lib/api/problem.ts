/** Errors that the server reports (RFC 9457), and requests that did not reach it. */

export interface FieldProblem {
  field: string;
  code: string;
  detail: string;
}

/** A failed request. `status` 0 means that no response arrived: the device is offline or the server is down. */
export class ApiProblem extends Error {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly requestId: string | undefined;
  readonly errors: FieldProblem[];
  /** Seconds to wait before retrying, if the server sent `Retry-After`. */
  readonly retryAfter: number | undefined;

  constructor(fields: Partial<Omit<ApiProblem, 'name' | 'message'>> & { detail?: string }) {
    super(fields.detail ?? fields.title ?? 'The request failed');
    this.name = 'ApiProblem';
    this.status = fields.status ?? 0;
    this.code = fields.code ?? 'unknown';
    this.title = fields.title ?? '';
    this.requestId = fields.requestId;
    this.errors = fields.errors ?? [];
    this.retryAfter = fields.retryAfter;
  }

  /** Whether no response arrived; the same request may succeed later. */
  get unreachable(): boolean {
    return this.status === 0;
  }

  /** Returns the error of one field, if any. */
  field(name: string): FieldProblem | undefined {
    return this.errors.find((error) => error.field === name);
  }
}

/** Converts a thrown value to an `ApiProblem`. Anything but an `ApiProblem` counts as an unreachable server. */
export function asProblem(thrown: unknown): ApiProblem {
  if (thrown instanceof ApiProblem) return thrown;
  return new ApiProblem({ status: 0, code: 'unreachable', detail: thrown instanceof Error ? thrown.message : '' });
}

/** Converts an error response; `body` is its parsed JSON, or arbitrary content if a proxy responded. */
export function problemFromResponse(response: Response, body: unknown): ApiProblem {
  const document = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
  const text = (key: string) => (typeof document[key] === 'string' ? (document[key] as string) : undefined);
  const seconds = Number(response.headers.get('retry-after') ?? NaN);
  return new ApiProblem({
    status: response.status,
    code: text('code') ?? `http-${response.status}`,
    title: text('title'),
    detail: text('detail'),
    requestId: text('request_id') ?? response.headers.get('x-request-id') ?? undefined,
    errors: Array.isArray(document.errors) ? (document.errors as FieldProblem[]) : [],
    retryAfter: Number.isFinite(seconds) ? seconds : undefined
  });
}
