import { Link } from '@backstage/core-components';
import { useRouteRef } from '@backstage/core-plugin-api';
import Chip from '@material-ui/core/Chip';
import { makeStyles } from '@material-ui/core/styles';
import type { CloudDiagnostic } from '@bailiwick/backstage-plugin-infra-common';
import type { ReactNode } from 'react';
import { cloudRouteRef, requestRouteRef } from '../routes';
import { StatusLabel, type Tone } from '../shared';
import { useText } from '../translations';
import { webLink } from './webLink';

const useStyles = makeStyles(theme => ({
  chips: {
    display: 'flex',
    flexWrap: 'wrap',
    gap: theme.spacing(0.5),
    listStyle: 'none',
    margin: 0,
    padding: 0,
  },
  chip: { margin: 0 },
}));

export const SEVERITY_TONE: Record<CloudDiagnostic['severity'], Tone> = {
  error: 'bad',
  warning: 'warning',
  info: 'unclear',
};

export function CloudLink({ id, name }: { id: string; name: string }) {
  const toCloud = useRouteRef(cloudRouteRef);
  return <Link to={toCloud({ id })}>{name}</Link>;
}

/** Short words beside each other: capabilities, operations. */
export function Words({ label, words }: { label: string; words: readonly string[] }) {
  const classes = useStyles();
  if (words.length === 0) return <>–</>;
  return (
    <ul className={classes.chips} aria-label={label}>
      {words.map(word => (
        <li key={word}>
          <Chip size="small" variant="outlined" className={classes.chip} label={word} />
        </li>
      ))}
    </ul>
  );
}

/** A link out of the portal; only its text where the address is none of the web. */
export function OutLink({ url, children }: { url: string; children: ReactNode }) {
  const address = webLink(url);
  return address ? <Link to={address}>{children}</Link> : <>{children}</>;
}

/** Leads to the form that requests a resource of the type. */
export function RequestLink({ type, service }: { type: string; service: string }) {
  const t = useText();
  const toRequest = useRouteRef(requestRouteRef);
  return (
    <Link
      to={`${toRequest()}?type=${encodeURIComponent(type)}`}
      aria-label={t('clouds.requestOf', { service })}
    >
      {t('clouds.request')}
    </Link>
  );
}

/** How many things are wrong, as bad as the worst of them. */
export function ProblemCount({ diagnostics }: { diagnostics: readonly CloudDiagnostic[] }) {
  const t = useText();
  if (diagnostics.length === 0) return <StatusLabel tone="good">{t('clouds.fine')}</StatusLabel>;
  const worst = (['error', 'warning', 'info'] as const).find(one =>
    diagnostics.some(({ severity }) => severity === one),
  );
  return (
    <StatusLabel tone={SEVERITY_TONE[worst ?? 'info']}>
      {t('clouds.problems', { count: diagnostics.length })}
    </StatusLabel>
  );
}
