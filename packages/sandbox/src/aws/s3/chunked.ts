import { AwsCall } from '../call';
import { AwsError } from '../errors';

const CRLF = '\r\n';

/**
 * The content of a body, which newer clients send in chunks with checksums behind them.
 *
 * @throws AwsError `IncompleteBody`
 */
export function plainBody({ header, body }: Pick<AwsCall, 'header' | 'body'>): Buffer {
  if (!header('x-amz-content-sha256')?.startsWith('STREAMING-')) return body;
  const chunks: Buffer[] = [];
  for (let position = 0; ;) {
    const end = body.indexOf(CRLF, position);
    const size = parseInt(body.toString('latin1', position, end).split(';')[0], 16);
    if (end < 0 || Number.isNaN(size)) {
      throw new AwsError(400, 'IncompleteBody', 'The chunks of the body do not add up');
    }
    if (size === 0) return Buffer.concat(chunks);
    const start = end + CRLF.length;
    chunks.push(body.subarray(start, start + size));
    position = start + size + CRLF.length;
  }
}
