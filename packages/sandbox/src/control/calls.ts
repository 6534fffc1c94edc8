import { RequestHandler } from 'express';

/** Counts calls by method and path, for measurements and tests. */
export class Calls {
  private counts = new Map<string, number>();

  readonly count: RequestHandler = (request, _response, next) => {
    const call = `${request.method} ${request.originalUrl.split('?')[0]}`;
    this.counts.set(call, (this.counts.get(call) ?? 0) + 1);
    next();
  };

  /** For example `{'GET /inventory': 3}`. */
  all(): Record<string, number> {
    return Object.fromEntries([...this.counts].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  reset(): void {
    this.counts.clear();
  }
}
