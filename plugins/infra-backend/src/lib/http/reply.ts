/** A successful answer. */
export interface Reply<Body = unknown> {
  status: 200 | 201 | 202 | 204;
  body?: Body;
  etag?: string;
}
