import FormControlLabel from '@material-ui/core/FormControlLabel';
import Radio from '@material-ui/core/Radio';
import RadioGroup from '@material-ui/core/RadioGroup';
import { makeStyles } from '@material-ui/core/styles';
import type { CloudOption } from '@bailiwick/backstage-plugin-infra-common';
import { type ReactNode, useId } from 'react';
import { Empty, Facts, QueryView, Section, StatusLabel } from '../../shared';
import { type Text, useText } from '../../translations';
import { CostTable } from '../CostTable';
import { moneyText } from '../money';
import { useCloudOptions } from './queries';

const useStyles = makeStyles(theme => ({
  choices: {
    display: 'grid',
    gap: theme.spacing(1.5),
    gridTemplateColumns: 'repeat(auto-fit, minmax(min(18rem, 100%), 1fr))',
  },
  choice: {
    margin: 0,
    padding: theme.spacing(1.5, 1.5, 1.5, 0.5),
    alignItems: 'flex-start',
    border: `1px solid ${theme.palette.divider}`,
    borderRadius: theme.shape.borderRadius,
    '&:focus-within': { outline: `2px solid ${theme.palette.primary.main}`, outlineOffset: 1 },
    '& .MuiFormControlLabel-label': { flex: 1, minWidth: 0, color: theme.palette.text.primary },
  },
  chosen: {
    borderColor: theme.palette.primary.main,
    boxShadow: `inset 0 0 0 1px ${theme.palette.primary.main}`,
  },
  card: { display: 'grid', gap: theme.spacing(1) },
  name: { fontWeight: 600, fontSize: '1rem' },
  cost: { fontSize: '1.25rem', fontVariantNumeric: 'tabular-nums' },
}));

interface CloudChoiceProps {
  capabilities: string[];
  /** Id of the cloud that is chosen. */
  value: string | undefined;
  onChange: (cloud: string) => void;
  children?: (option: CloudOption) => ReactNode;
}

/** The clouds side by side: those that serve everything can be chosen, the others say what they lack. */
export function CloudChoice({ capabilities, value, onChange, children }: CloudChoiceProps) {
  const t = useText();
  const query = useCloudOptions(capabilities);
  const chosen = query.data?.options.find(({ cloud }) => cloud === value);
  return (
    <>
      <Section title={t('clouds.code.options.title')} subtitle={t('clouds.code.options.hint')}>
        <QueryView
          query={query}
          isEmpty={({ options }) => options.length === 0}
          empty={<Empty title={t('clouds.empty.title')}>{t('clouds.empty.hint')}</Empty>}
        >
          {({ options }) => <Choices options={options} value={chosen?.cloud} onChange={onChange} />}
        </QueryView>
      </Section>
      {chosen && chosen.parts.length > 0 && (
        <Section title={t('clouds.code.options.cost', { name: chosen.name })} flush>
          <CostTable
            label={t('clouds.code.options.cost', { name: chosen.name })}
            parts={chosen.parts}
            currency={chosen.currency}
          />
        </Section>
      )}
      {chosen && children?.(chosen)}
    </>
  );
}

interface ChoicesProps {
  options: readonly CloudOption[];
  value: string | undefined;
  onChange: (cloud: string) => void;
}

function Choices({ options, value, onChange }: ChoicesProps) {
  const t = useText();
  const classes = useStyles();
  return (
    <RadioGroup
      aria-label={t('clouds.code.options.choose')}
      value={value ?? ''}
      onChange={event => onChange(event.target.value)}
      className={classes.choices}
    >
      {options.map(option => (
        <Choice key={option.cloud} option={option} isChosen={option.cloud === value} />
      ))}
    </RadioGroup>
  );
}

function Choice({ option, isChosen }: { option: CloudOption; isChosen: boolean }) {
  const classes = useStyles();
  const id = useId();
  return (
    <FormControlLabel
      value={option.cloud}
      disabled={!option.complete}
      control={
        <Radio color="primary" inputProps={{ 'aria-label': option.name, 'aria-describedby': id }} />
      }
      className={`${classes.choice} ${isChosen ? classes.chosen : ''}`}
      label={<OptionCard id={id} option={option} />}
    />
  );
}

function regionsText(t: Text, regions: CloudOption['regions']): string {
  const recommended = regions.filter(one => one.recommended).map(({ name }) => name);
  const count = t('clouds.code.options.regionCount', { count: regions.length });
  return recommended.length > 0
    ? t('clouds.code.options.regionsWith', { regions: count, names: recommended.join(', ') })
    : count;
}

function OptionCard({ id, option }: { id: string; option: CloudOption }) {
  const t = useText();
  const classes = useStyles();
  const { name, complete, missing, services, regions, monthlyCost, currency } = option;
  return (
    <div id={id} className={classes.card}>
      <div className={classes.name}>{name}</div>
      <div className={classes.cost}>
        {monthlyCost === undefined
          ? t('clouds.code.options.noCost')
          : t('clouds.code.options.monthly', { amount: moneyText(monthlyCost, currency) })}
      </div>
      {complete ? (
        <StatusLabel tone="good">{t('clouds.code.options.complete')}</StatusLabel>
      ) : (
        <StatusLabel tone="warning">
          {t('clouds.code.options.missing', { names: missing.join(', ') })}
        </StatusLabel>
      )}
      <Facts
        facts={[
          ...services.map(service => [service.capability, service.name] as const),
          [t('clouds.column.regions'), regionsText(t, regions)],
        ]}
      />
    </div>
  );
}
