import { Link } from '@backstage/core-components';
import { useRouteRef } from '@backstage/core-plugin-api';
import IconButton from '@material-ui/core/IconButton';
import { makeStyles } from '@material-ui/core/styles';
import CloseIcon from '@material-ui/icons/Close';
import type { Resource } from '@bailiwick/backstage-plugin-infra-common';
import { type FormEvent, useState } from 'react';
import { validationProblems } from '../api';
import { resourcesRouteRef } from '../routes';
import { Quiet, ReasonedButton, Section, TextInput } from '../shared';
import { useText } from '../translations';
import { useLabel } from './queries';

const useStyles = makeStyles(theme => ({
  parts: { display: 'grid', gap: theme.spacing(1.5) },
  labels: {
    display: 'flex',
    flexWrap: 'wrap',
    gap: theme.spacing(1),
    margin: 0,
    padding: 0,
    listStyle: 'none',
    '& li': {
      display: 'flex',
      alignItems: 'center',
      minHeight: 28,
      padding: theme.spacing(0, 1),
      border: `1px solid ${theme.palette.divider}`,
      borderRadius: 14,
      overflowWrap: 'anywhere',
    },
  },
  remove: { padding: theme.spacing(0.25), marginLeft: theme.spacing(0.5), fontSize: '1rem' },
  form: {
    display: 'grid',
    gap: theme.spacing(1),
    alignItems: 'start',
    gridTemplateColumns: 'repeat(auto-fit, minmax(7rem, 1fr))',
  },
}));

/** Labels, each of which leads to all that have it; who acts on the resource sets and removes them. */
export function LabelsSection({ resource }: { resource: Resource }) {
  const t = useText();
  const classes = useStyles();
  const toResources = useRouteRef(resourcesRouteRef);
  const change = useLabel();
  const mayAct = resource.allowedActions.some(({ allowed }) => allowed);
  const labels = Object.entries(resource.labels);
  return (
    <Section title={t('resources.labels.title')}>
      <div className={classes.parts}>
        {labels.length === 0 ? (
          <Quiet variant="body2">{t('resources.labels.none')}</Quiet>
        ) : (
          <ul className={classes.labels}>
            {labels.map(([key, value]) => (
              <li key={key}>
                <Link
                  to={`${toResources()}?${new URLSearchParams({ label: `${key}=${value}` })}`}
                >{`${key}: ${value}`}</Link>
                {mayAct && (
                  <IconButton
                    className={classes.remove}
                    aria-label={t('resources.labels.remove', { key })}
                    onClick={() => change.mutate({ resource, labels: { [key]: null } })}
                  >
                    <CloseIcon fontSize="inherit" />
                  </IconButton>
                )}
              </li>
            ))}
          </ul>
        )}
        {mayAct && <LabelForm resource={resource} />}
      </div>
    </Section>
  );
}

function LabelForm({ resource }: { resource: Resource }) {
  const t = useText();
  const classes = useStyles();
  const [key, setKey] = useState('');
  const [value, setValue] = useState('');
  const change = useLabel(() => {
    setKey('');
    setValue('');
  });
  const problem = validationProblems(change.error)[0]?.message ?? change.error?.message;
  const isComplete = key.trim() !== '' && value.trim() !== '';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate({ resource, labels: { [key.trim()]: value.trim() } });
  };
  const field = { size: 'small', variant: 'outlined', error: problem !== undefined } as const;
  return (
    <form className={classes.form} onSubmit={submit}>
      <TextInput
        {...field}
        label={t('resources.labels.key')}
        value={key}
        onChange={event => setKey(event.target.value)}
        helperText={problem}
      />
      <TextInput
        {...field}
        label={t('resources.labels.value')}
        value={value}
        onChange={event => setValue(event.target.value)}
      />
      <ReasonedButton
        type="submit"
        variant="outlined"
        reason={isComplete ? undefined : t('resources.labels.incomplete')}
      >
        {t('resources.labels.add')}
      </ReasonedButton>
    </form>
  );
}
