import { request as requestPlain } from 'node:http';
import { request as requestSecure } from 'node:https';
import type { Hosts } from './Hosts';

export interface Answer {
  status: number;
  /** The beginning of the body, printable and short. */
  excerpt: string;
}

const PATIENCE_MS = 10_000;
const MOST_BYTES = 4 * 1024;
const MOST_CHARACTERS = 300;

const printable = (text: string) => text.replace(/[\p{Cc}\ufffd]+/gu, ' ');

/**
 * Asks an address once, without following redirects.
 *
 * @throws Error where nothing answers in ten seconds
 */
export async function ask(url: URL, hosts: Hosts, signal: AbortSignal): Promise<Answer> {
  hosts.require(url);
  const request = url.protocol === 'https:' ? requestSecure : requestPlain;
  const late = AbortSignal.timeout(PATIENCE_MS);
  return new Promise((resolve, reject) => {
    const call = request(url, {
      method: 'GET',
      agent: false,
      lookup: hosts.lookupFor(url),
      signal: AbortSignal.any([signal, late]),
      headers: { 'user-agent': 'bailiwick', accept: '*/*' },
    });
    call.on('error', error =>
      reject(
        late.aborted && !signal.aborted ? new Error('It did not answer in 10 seconds') : error,
      ),
    );
    call.on('response', response => {
      const chunks: Buffer[] = [];
      let size = 0;
      const end = () => {
        const text = printable(Buffer.concat(chunks).toString('utf8')).trim();
        resolve({
          status: response.statusCode ?? 0,
          excerpt: text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)}…` : text,
        });
      };
      response.on('data', (chunk: Buffer) => {
        chunks.push(chunk.subarray(0, MOST_BYTES - size));
        size += chunk.length;
        if (size < MOST_BYTES) return;
        end();
        call.destroy();
      });
      response.on('end', end);
      response.on('error', reject);
    });
    call.end();
  });
}
