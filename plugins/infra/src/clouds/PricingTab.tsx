import { makeStyles } from '@material-ui/core/styles';
import type { Cloud } from '@bailiwick/backstage-plugin-infra-common';
import { Empty, Facts, Section } from '../shared';
import { useText } from '../translations';
import { CostTable } from './CostTable';
import { moneyText } from './money';

const useStyles = makeStyles(theme => ({
  notes: { ...theme.typography.body2, margin: 0, paddingInlineStart: theme.spacing(2.5) },
}));

/** What a small installation of everything costs, by list prices. */
export function PricingTab({ pricing }: Pick<Cloud, 'pricing'>) {
  const t = useText();
  const classes = useStyles();
  if (!pricing) {
    return (
      <Section title={t('clouds.tab.pricing')} isUntitled>
        <Empty title={t('clouds.pricing.empty')} />
      </Section>
    );
  }
  const { monthlyCost, currency, lastUpdated, recommendation, notes, parts } = pricing;
  return (
    <>
      <Section title={t('clouds.pricing.title')} subtitle={t('clouds.pricing.hint')}>
        <Facts
          facts={[
            [t('clouds.column.cost'), moneyText(monthlyCost, currency)],
            [t('clouds.pricing.updated'), lastUpdated],
            [t('clouds.pricing.recommendation'), recommendation],
          ]}
        />
      </Section>
      <Section title={t('clouds.pricing.breakdown')} flush>
        {parts.length === 0 ? (
          <Empty title={t('clouds.pricing.noParts')} />
        ) : (
          <CostTable label={t('clouds.pricing.breakdown')} parts={parts} currency={currency} />
        )}
      </Section>
      {notes.length > 0 && (
        <Section title={t('clouds.pricing.notes')}>
          <ul className={classes.notes}>
            {notes.map(note => (
              <li key={note}>{note}</li>
            ))}
          </ul>
        </Section>
      )}
    </>
  );
}
