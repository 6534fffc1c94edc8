import { Link } from '@backstage/core-components';
import type { Mirror, MirrorState } from '@bailiwick/backstage-plugin-infra-common';
import { Moment, Note, ReasonedButton, StatusLabel, type Tone, useNotify } from '../shared';
import { useText } from '../translations';
import { useRetryMirror } from './queries';

const TONES: Record<MirrorState, Tone> = {
  waiting: 'busy',
  open: 'waiting',
  merged: 'good',
  closed: 'ended',
  removed: 'ended',
};

/** Where a mirror stands; that it is not up to date comes first. */
export function MirrorStateLabel({ mirror }: { mirror: Mirror }) {
  const t = useText();
  if (mirror.error) return <StatusLabel tone="bad">{t('mirrors.failed')}</StatusLabel>;
  if (mirror.outside) {
    return <StatusLabel tone="warning">{t(`mirrors.state.${mirror.state}`)}</StatusLabel>;
  }
  return <StatusLabel tone={TONES[mirror.state]}>{t(`mirrors.state.${mirror.state}`)}</StatusLabel>;
}

/** The newest pull request, with the way to it and what became of it. */
export function PullRequestLink({ mirror: { pullRequest } }: { mirror: Mirror }) {
  const t = useText();
  if (!pullRequest) return null;
  const { number, url, state } = pullRequest;
  return (
    <>
      <Link to={url}>{t('mirrors.pullRequest', { number: String(number) })}</Link>{' '}
      {t(`mirrors.pullState.${state}`)}
    </>
  );
}

/** Why a mirror is not what one would expect: somebody did something on the git host, or it cannot be brought up to date. */
export function MirrorNotes({ mirror: { outside, error } }: { mirror: Mirror }) {
  const t = useText();
  return (
    <>
      {outside && (
        <Note tone="warning">
          <p>{t(`mirrors.outside.${outside}`)}</p>
        </Note>
      )}
      {error && (
        <Note tone="bad">
          <p>{error.message}</p>
          <p>
            {t('mirrors.attempts', { count: error.attempts })}{' '}
            {error.nextAttemptAt ? (
              <>
                {t('mirrors.nextAttempt')} <Moment time={error.nextAttemptAt} />
              </>
            ) : (
              t('mirrors.onlyByHand')
            )}
          </p>
        </Note>
      )}
    </>
  );
}

/** Has the workspace compared with the resource now. */
export function RetryButton({ mirror, refusal }: { mirror: Mirror; refusal?: string }) {
  const t = useText();
  const notify = useNotify();
  const retry = useRetryMirror();
  const { id, name } = mirror.resource;
  return (
    <>
      <ReasonedButton
        size="small"
        reason={refusal ?? (retry.isPending ? t('mirrors.retrying') : undefined)}
        onClick={() => retry.mutate(id, { onSuccess: () => notify(t('mirrors.retried')) })}
        aria-label={t('mirrors.retryOf', { name })}
      >
        {t(mirror.error ? 'mirrors.retry' : 'mirrors.compare')}
      </ReasonedButton>
      {retry.error && (
        <Note tone="bad" alert>
          {retry.error.message}
        </Note>
      )}
    </>
  );
}
