import { etagOf } from '../../api';
import { refuse } from '../contract';

/** Refuses a change of what has changed since it was read, where the caller says what they read. */
export function requireMatch(
  headers: Headers,
  { revision, name }: { revision: number; name: string },
): void {
  const ifMatch = headers.get('if-match');
  if (ifMatch !== null && ifMatch !== etagOf(revision)) {
    refuse('STALE_REVISION', `${name} has changed since you read it: read it again`);
  }
}
