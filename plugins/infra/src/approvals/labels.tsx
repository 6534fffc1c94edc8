import Chip from '@material-ui/core/Chip';
import Tooltip from '@material-ui/core/Tooltip';
import { Link } from '@backstage/core-components';
import { useRouteRef } from '@backstage/core-plugin-api';
import { makeStyles } from '@material-ui/core/styles';
import type { Approval } from '@bailiwick/backstage-plugin-infra-common';
import { approvalRouteRef } from '../routes';
import { StatusLabel, type Tone, ToneIcon } from '../shared';
import { type Text, useText } from '../translations';

const useStyles = makeStyles(theme => ({
  marks: { display: 'inline-flex', flexWrap: 'wrap', gap: theme.spacing(0.5) },
  mark: { margin: 0 },
}));

const STATUS_TONE: Record<Approval['status'], Tone> = {
  open: 'warning',
  approved: 'good',
  rejected: 'bad',
  withdrawn: 'ended',
};

/** What would be done to what, in a few words. */
export const approvalTitle = (t: Text, { kind, resource }: Approval): string =>
  t('approvals.kindOf', { kind: t(`approvals.kind.${kind}`), name: resource.name });

export function ApprovalLink({ approval }: { approval: Approval }) {
  const t = useText();
  const toApproval = useRouteRef(approvalRouteRef);
  return <Link to={toApproval({ id: approval.id })}>{approvalTitle(t, approval)}</Link>;
}

export function ApprovalStatusLabel({ status }: Pick<Approval, 'status'>) {
  const t = useText();
  return <StatusLabel tone={STATUS_TONE[status]}>{t(`approvals.status.${status}`)}</StatusLabel>;
}

/** What is special about one that is open: it waits for too long, or for an answer. */
export function ApprovalMarks({ approval }: { approval: Approval }) {
  const t = useText();
  const classes = useStyles();
  if (approval.status !== 'open' || !(approval.escalated || approval.needsInformation)) return null;
  return (
    <span className={classes.marks}>
      {approval.escalated && (
        <Tooltip title={t('approvals.escalatedHint')}>
          <Chip
            size="small"
            variant="outlined"
            className={classes.mark}
            icon={<ToneIcon tone="bad" />}
            label={t('approvals.escalated')}
          />
        </Tooltip>
      )}
      {approval.needsInformation && (
        <Chip
          size="small"
          variant="outlined"
          className={classes.mark}
          icon={<ToneIcon tone="unclear" />}
          label={t('approvals.needsInformation')}
        />
      )}
    </span>
  );
}
