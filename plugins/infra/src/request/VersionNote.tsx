import { Note } from '../shared';
import { useText } from '../translations';
import type { TypeVersion } from './variableSchema';

/** What one should know before one takes this version. */
export function VersionNote({ version: { lifecycle, note } }: { version: TypeVersion }) {
  const t = useText();
  if (lifecycle === 'active' && !note) return null;
  return (
    <Note tone={lifecycle === 'active' ? 'waiting' : 'warning'}>
      {lifecycle !== 'active' && <p>{t(`request.versionNote.${lifecycle}`)}</p>}
      {note && <p>{note}</p>}
    </Note>
  );
}
