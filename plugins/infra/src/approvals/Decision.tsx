import Button from '@material-ui/core/Button';
import { makeStyles } from '@material-ui/core/styles';
import type { Approval } from '@bailiwick/backstage-plugin-infra-common';
import { useState } from 'react';
import type { PlanQuery } from '../plans/queries';
import { Note, Quiet, ReasonedButton, Section } from '../shared';
import { useText } from '../translations';
import { ApproveDialog, RejectDialog } from './DecisionDialogs';
import { approveRefusal, decideRefusal } from './refusals';
import { useSeenDigest } from './useSeenDigest';

const useStyles = makeStyles(theme => ({
  root: { display: 'grid', gap: theme.spacing(1.5) },
  buttons: { display: 'flex', flexWrap: 'wrap', gap: theme.spacing(1) },
}));

/** Approve or reject, or why not. What changed since it was shown has to be looked at again first. */
export function Decision({ approval, plan }: { approval: Approval; plan: PlanQuery }) {
  const t = useText();
  const classes = useStyles();
  const { isChanged, lookedAgain } = useSeenDigest(approval.digest);
  const [asked, setAsked] = useState<'approve' | 'reject'>();
  const refusal = approveRefusal(t, { approval, plan, isChanged });
  const close = () => setAsked(undefined);
  return (
    <Section title={t('approvals.decide.title')}>
      <div className={classes.root}>
        {isChanged && approval.status === 'open' && (
          <Note
            tone="warning"
            alert
            action={
              <Button size="small" onClick={lookedAgain}>
                {t('approvals.decide.changed.seen')}
              </Button>
            }
          >
            <p>
              <strong>{t('approvals.decide.changed.title')}</strong>
            </p>
            <p>{t('approvals.decide.changed.hint')}</p>
          </Note>
        )}
        {refusal !== undefined && <Quiet>{refusal}</Quiet>}
        <div className={classes.buttons}>
          <ReasonedButton
            variant="contained"
            color="primary"
            reason={refusal}
            onClick={() => setAsked('approve')}
          >
            {t('approvals.decide.approve')}
          </ReasonedButton>
          <ReasonedButton
            variant="outlined"
            reason={decideRefusal(t, approval)}
            onClick={() => setAsked('reject')}
          >
            {t('approvals.decide.reject')}
          </ReasonedButton>
        </div>
      </div>
      {asked === 'approve' && <ApproveDialog approval={approval} onClose={close} />}
      {asked === 'reject' && <RejectDialog approval={approval} onClose={close} />}
    </Section>
  );
}
