import { gunzipSync } from 'node:zlib';
import { Request, Response } from 'express';

const SIDE_BAND = '\x01';

/** Whether this is a push with changes; git also sends an empty one first, to try its credentials. */
export function isPush(request: Request): boolean {
  return (
    request.method === 'POST' &&
    request.path.endsWith('/git-receive-pack') &&
    request.get('content-length') !== '4'
  );
}

/**
 * Refuses a push as git does when another one came first, so that the client sees
 * `[remote rejected] main -> main (non-fast-forward)`.
 */
export async function refusePush(request: Request, response: Response): Promise<void> {
  const body: Buffer[] = [];
  for await (const chunk of request) body.push(chunk);
  const raw = Buffer.concat(body);
  const { refs, capabilities } = commands(
    request.get('content-encoding') === 'gzip' ? gunzipSync(raw) : raw,
  );
  const report = [
    packet('unpack ok\n'),
    ...refs.map(ref => packet(`ng ${ref} non-fast-forward\n`)),
    '0000',
  ].join('');
  response
    .type('application/x-git-receive-pack-result')
    .send(capabilities.includes('side-band-64k') ? `${packet(SIDE_BAND + report)}0000` : report);
}

/** Reads the lines `<old> <new> <ref>` that a push begins with. */
function commands(body: Buffer): { refs: string[]; capabilities: string[] } {
  const refs: string[] = [];
  let capabilities: string[] = [];
  let offset = 0;
  for (;;) {
    const length = Number.parseInt(body.toString('latin1', offset, offset + 4), 16);
    if (!(length > 4)) return { refs, capabilities };
    const [command, said] = body.toString('utf8', offset + 4, offset + length).split('\0');
    if (said) capabilities = said.trim().split(' ');
    refs.push(command.trim().split(' ')[2]);
    offset += length;
  }
}

function packet(text: string): string {
  return (Buffer.byteLength(text) + 4).toString(16).padStart(4, '0') + text;
}
