import { isError } from '@backstage/errors';

/** An outside system that could not be asked. The message is a sentence and has neither the address nor anything that was sent. */
export class OutsideUnreachable extends Error {}

/** What node says of a connection that failed, such as ECONNREFUSED; its message could repeat the address. */
function codeOf(error: unknown): string | undefined {
  for (let at = error; isError(at); at = at.cause) {
    if ('code' in at && typeof at.code === 'string') return at.code;
  }
  return undefined;
}

/**
 * One request to an address that somebody configured. Redirects are not followed: credentials go to that address and nowhere else.
 *
 * @throws OutsideUnreachable where there is no answer
 */
export async function callOutside(
  url: string | URL,
  init: Pick<RequestInit, 'method' | 'headers' | 'body'>,
  signal: AbortSignal,
): Promise<Response> {
  try {
    return await fetch(url, { ...init, redirect: 'manual', signal });
  } catch (error) {
    if (signal.aborted) throw new OutsideUnreachable('It did not answer in time');
    const code = codeOf(error);
    throw new OutsideUnreachable(`It cannot be reached${code ? ` (${code})` : ''}`);
  }
}

/** For answers of which only the head matters: gives the connection back. */
export const dropBody = async ({ body }: Response): Promise<void> => body?.cancel();
