import { Request, RequestHandler, Response } from 'express';

/** Lets an asynchronous handler fail into Express's error handling. */
export function handle(
  handler: (request: Request, response: Response) => Promise<void>,
): RequestHandler {
  return (request, response, next) => {
    handler(request, response).catch(next);
  };
}

/** The address that the client used for this server, for links in answers. */
export function originOf(request: Request): string {
  return `${request.protocol}://${request.get('host')}`;
}

/** What a client of a server that is down sees: the connection ends without an answer. */
export function hangUp(response: Response): void {
  response.req.socket.destroy();
}

/** The secret of an Authorization header: the bearer token, or the password of basic credentials. */
export function credentialOf(request: Request): string | undefined {
  const [scheme, value] = (request.get('authorization') ?? '').split(/\s+/, 2);
  if (!value) return undefined;
  switch (scheme.toLowerCase()) {
    case 'bearer':
    case 'token':
      return value;
    case 'basic':
      return Buffer.from(value, 'base64').toString('utf8').split(':').slice(1).join(':');
    default:
      return undefined;
  }
}
