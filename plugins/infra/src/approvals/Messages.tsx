import Chip from '@material-ui/core/Chip';
import { makeStyles } from '@material-ui/core/styles';
import type { Approval } from '@bailiwick/backstage-plugin-infra-common';
import { useState } from 'react';
import { newKey } from '../api';
import { useMe } from '../session';
import { ErrorNote, Moment, Quiet, ReasonedButton, Section, TextInput, Who } from '../shared';
import { useText } from '../translations';
import { usePostMessage } from './queries';

const useStyles = makeStyles(theme => ({
  root: { display: 'grid', gap: theme.spacing(2) },
  list: { listStyle: 'none', margin: 0, padding: 0, display: 'grid', gap: theme.spacing(1.5) },
  head: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: theme.spacing(0.25, 1) },
  text: { whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' },
  chip: { margin: 0 },
  form: { display: 'grid', gap: theme.spacing(1.5) },
  buttons: { display: 'flex', flexWrap: 'wrap', gap: theme.spacing(1) },
}));

/** What approvers asked, and what was answered. */
export function Messages({ approval }: { approval: Approval }) {
  const t = useText();
  const classes = useStyles();
  return (
    <Section title={t('approvals.messages.title')}>
      <div className={classes.root}>
        {approval.messages.length === 0 ? (
          <Quiet>{t('approvals.messages.none')}</Quiet>
        ) : (
          <ul className={classes.list} aria-label={t('approvals.messages.list')}>
            {approval.messages.map(({ by, text, asks, at }) => (
              <li key={`${at} ${by}`}>
                <Quiet component="div" className={classes.head}>
                  <Who entityRef={by} />
                  <Moment time={at} />
                  {asks && (
                    <Chip
                      size="small"
                      variant="outlined"
                      className={classes.chip}
                      label={t('approvals.messages.question')}
                    />
                  )}
                </Quiet>
                <span className={classes.text}>{text}</span>
              </li>
            ))}
          </ul>
        )}
        {approval.status === 'open' && <MessageForm approval={approval} />}
      </div>
    </Section>
  );
}

function MessageForm({ approval }: { approval: Approval }) {
  const t = useText();
  const classes = useStyles();
  const me = useMe().data;
  const [text, setText] = useState('');
  const [idempotencyKey, setKey] = useState(newKey);
  const post = usePostMessage();
  const isRequester = me?.userRef === approval.requestedBy;
  const refusal = () => {
    if (text.trim() === '') return t('approvals.messages.empty');
    return post.isPending ? t('approvals.messages.sending') : undefined;
  };
  const send = (asks: boolean) =>
    post.mutate(
      { approval, text: text.trim(), asks, idempotencyKey },
      {
        onSuccess: () => {
          setText('');
          setKey(newKey());
        },
      },
    );
  const plainName = isRequester && approval.needsInformation ? 'answer' : 'comment';
  return (
    <div className={classes.form}>
      <TextInput
        label={t('approvals.messages.field')}
        value={text}
        onChange={event => setText(event.target.value)}
        variant="outlined"
        size="small"
        multiline
        minRows={2}
        inputProps={{ maxLength: 4000 }}
      />
      <div className={classes.buttons}>
        {!isRequester && (
          <ReasonedButton variant="outlined" reason={refusal()} onClick={() => send(true)}>
            {t('approvals.messages.ask')}
          </ReasonedButton>
        )}
        <ReasonedButton variant="outlined" reason={refusal()} onClick={() => send(false)}>
          {t(`approvals.messages.${plainName}`)}
        </ReasonedButton>
      </div>
      <ErrorNote error={post.error} />
    </div>
  );
}
