import FormControlLabel from '@material-ui/core/FormControlLabel';
import Radio from '@material-ui/core/Radio';
import RadioGroup from '@material-ui/core/RadioGroup';
import { makeStyles } from '@material-ui/core/styles';
import type { ArgoCdApplication } from '@bailiwick/backstage-plugin-infra-common';
import { useState } from 'react';
import { Empty, Note, QueryView, Section } from '../shared';
import { useText } from '../translations';
import { ApplicationDetail } from './ApplicationDetail';
import { useApplications } from './queries';
import { HealthLabel, SyncLabel } from './statuses';

const useStyles = makeStyles(theme => ({
  root: { display: 'grid', gap: theme.spacing(2.5), minWidth: 0 },
  choices: {
    display: 'grid',
    gap: theme.spacing(1.5),
    gridTemplateColumns: 'repeat(auto-fill, minmax(min(17rem, 100%), 1fr))',
  },
  choice: {
    margin: 0,
    padding: theme.spacing(1, 1.5, 1, 0.5),
    border: `1px solid ${theme.palette.divider}`,
    borderRadius: theme.shape.borderRadius,
    '&:focus-within': { outline: `2px solid ${theme.palette.primary.main}`, outlineOffset: 1 },
  },
  label: { ...theme.typography.body2, display: 'grid', gap: 2 },
  name: { fontWeight: 600, overflowWrap: 'anywhere' },
  quiet: { color: theme.palette.textSubtle },
  statuses: { display: 'flex', flexWrap: 'wrap', gap: theme.spacing(0, 2) },
}));

const keyOf = ({ instance, name }: ArgoCdApplication) => `${instance} ${name}`;

/** The applications of an entity over all instances, and one of them closely. */
export function ApplicationsView({ names }: { names: readonly string[] }) {
  const t = useText();
  const classes = useStyles();
  const query = useApplications(names);
  const [chosen, setChosen] = useState<string>();
  return (
    <div className={classes.root}>
      <QueryView query={query}>
        {({ items, instances }) => {
          const selected = items.find(item => keyOf(item) === chosen) ?? items[0];
          const missing = names.filter(name => items.every(item => item.name !== name));
          const unreachable = instances.filter(({ reachable }) => !reachable);
          return (
            <>
              {unreachable.map(({ name, error }) => (
                <Note key={name} tone="warning">
                  <p>{t('argocd.unreachable', { instance: name })}</p>
                  {error && <p>{error}</p>}
                </Note>
              ))}
              {items.length > 0 &&
                missing.map(name => (
                  <Note key={name} tone="warning">
                    {t('argocd.missing', { name })}
                  </Note>
                ))}
              {items.length > 1 && (
                <ApplicationChoice
                  applications={items}
                  value={keyOf(selected)}
                  onChange={setChosen}
                />
              )}
              {selected ? (
                <ApplicationDetail key={keyOf(selected)} application={selected} />
              ) : (
                <Section title={t('argocd.title')} isUntitled>
                  <Empty title={t('argocd.none.title')}>
                    {t('argocd.none.hint', { names: names.join(', ') })}
                  </Empty>
                </Section>
              )}
            </>
          );
        }}
      </QueryView>
    </div>
  );
}

interface ApplicationChoiceProps {
  applications: readonly ArgoCdApplication[];
  value: string;
  onChange: (key: string) => void;
}

function ApplicationChoice({ applications, value, onChange }: ApplicationChoiceProps) {
  const t = useText();
  const classes = useStyles();
  return (
    <Section title={t('argocd.applications')}>
      <RadioGroup
        aria-label={t('argocd.applicationsList')}
        value={value}
        onChange={event => onChange(event.target.value)}
        className={classes.choices}
      >
        {applications.map(application => (
          <FormControlLabel
            key={keyOf(application)}
            value={keyOf(application)}
            control={<Radio color="primary" />}
            className={classes.choice}
            label={
              <div className={classes.label}>
                <span className={classes.name}>{application.name}</span>
                <span className={classes.quiet}>
                  {t('argocd.instance', { instance: application.instance })}
                </span>
                <span className={classes.statuses}>
                  <HealthLabel health={application.health} />
                  <SyncLabel sync={application.sync} />
                </span>
              </div>
            }
          />
        ))}
      </RadioGroup>
    </Section>
  );
}
