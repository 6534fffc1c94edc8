import Button from '@material-ui/core/Button';
import { hasCode } from '../api';
import { useText } from '../translations';
import { ErrorNote, Note } from './notes';
import { type Reloading, useReloading } from './Opened';

interface RefusalNoteProps {
  error: Error | null;
  /** By default that of the form around it. */
  reloading?: Reloading;
}

/** Why a change did not happen. Where somebody else had been faster, what they left can be loaded. */
export function RefusalNote({ error, reloading: given }: RefusalNoteProps) {
  const t = useText();
  const around = useReloading();
  const reloading = given ?? around;
  if (!reloading || !hasCode(error, 'STALE_REVISION')) return <ErrorNote error={error} />;
  return (
    <>
      <Note
        tone="warning"
        alert
        action={
          <Button
            size="small"
            variant="outlined"
            onClick={reloading.reload}
            disabled={reloading.isReloading}
          >
            {t('failure.outdated.load')}
          </Button>
        }
      >
        <p>
          <strong>{error.message}</strong>
        </p>
        <p>{t('failure.outdated.hint')}</p>
      </Note>
      <ErrorNote error={reloading.error} />
    </>
  );
}
