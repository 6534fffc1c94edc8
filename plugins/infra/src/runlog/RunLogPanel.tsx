import Button from '@material-ui/core/Button';
import FormControlLabel from '@material-ui/core/FormControlLabel';
import Switch from '@material-ui/core/Switch';
import { makeStyles } from '@material-ui/core/styles';
import type { LogLine } from '@bailiwick/backstage-plugin-infra-common';
import { useState } from 'react';
import {
  download,
  Empty,
  Failure,
  Loading,
  Section,
  StatusLabel,
  type Tone,
  useNotify,
} from '../shared';
import { useText } from '../translations';
import { LogView } from './LogView';
import { type LogState, useRunLog } from './useRunLog';

const useStyles = makeStyles(theme => ({
  tools: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: theme.spacing(0.5, 1) },
  follow: { marginInlineEnd: 0, '& .MuiFormControlLabel-label': theme.typography.body2 },
  state: { display: 'inline-flex', alignItems: 'center', gap: theme.spacing(2) },
}));

const STATE_TONE: Record<LogState, Tone> = {
  connecting: 'waiting',
  live: 'busy',
  reconnecting: 'warning',
  ended: 'good',
};

export const logText = (lines: readonly LogLine[]): string =>
  lines.map(({ time, phase, text }) => `${time} [${phase}] ${text}\n`).join('');

/** The log of a run: live while it runs, to be copied or kept as a file. */
export function RunLogPanel({ runId }: { runId: string }) {
  const t = useText();
  const classes = useStyles();
  const notify = useNotify();
  const { lines, state, error } = useRunLog(runId);
  const [follow, setFollow] = useState(true);
  const hasLines = lines.length > 0;

  const copy = async () => {
    await navigator.clipboard.writeText(logText(lines));
    notify(t('common.copied'));
  };

  return (
    <Section
      title={t('runs.log.title')}
      subtitle={
        <span className={classes.state}>
          <StatusLabel tone={error ? 'bad' : STATE_TONE[state]}>
            {t(`runs.log.${state}`)}
          </StatusLabel>
          <span>{t('runs.log.lines', { count: lines.length })}</span>
        </span>
      }
      actions={
        hasLines && (
          <div className={classes.tools}>
            <FormControlLabel
              className={classes.follow}
              control={
                <Switch
                  size="small"
                  color="primary"
                  checked={follow}
                  onChange={(_, on) => setFollow(on)}
                />
              }
              label={t('runs.log.follow')}
            />
            {navigator.clipboard && (
              <Button size="small" onClick={copy}>
                {t('runs.log.copyAll')}
              </Button>
            )}
            <Button size="small" onClick={() => download(`run-${runId}.log`, logText(lines))}>
              {t('runs.log.downloadAll')}
            </Button>
          </div>
        )
      }
      flush
    >
      {error && <Failure compact error={error} />}
      {!error && !hasLines && state === 'connecting' && <Loading lines={3} />}
      {!error && !hasLines && state !== 'connecting' && (
        <Empty compact title={t('runs.log.empty')} />
      )}
      {hasLines && <LogView lines={lines} follow={follow} onFollow={setFollow} />}
    </Section>
  );
}
