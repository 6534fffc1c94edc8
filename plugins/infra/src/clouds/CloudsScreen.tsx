import { LinkButton } from '@backstage/core-components';
import { useRouteRef } from '@backstage/core-plugin-api';
import { makeStyles } from '@material-ui/core/styles';
import type { Cloud } from '@bailiwick/backstage-plugin-infra-common';
import { cloudCodeRouteRef } from '../routes';
import { type Column, DataTable, Empty, QueryView, Quiet, ScreenBody, Section } from '../shared';
import { type Text, useText } from '../translations';
import { CloudLink, ProblemCount, Words } from './labels';
import { moneyText } from './money';
import { useClouds } from './queries';

const useStyles = makeStyles({ name: { fontWeight: 600, overflowWrap: 'anywhere' } });

/** Every cloud that a plugin describes. */
export function CloudsScreen() {
  const t = useText();
  const toCode = useRouteRef(cloudCodeRouteRef);
  const query = useClouds();
  return (
    <ScreenBody
      title={t('clouds.title')}
      subtitle={t('clouds.subtitle')}
      actions={
        <LinkButton to={toCode()} color="primary" variant="contained">
          {t('clouds.code.open')}
        </LinkButton>
      }
    >
      <Section title={t('clouds.list')} isUntitled flush>
        <QueryView
          query={query}
          isEmpty={clouds => clouds.length === 0}
          empty={<Empty title={t('clouds.empty.title')}>{t('clouds.empty.hint')}</Empty>}
        >
          {clouds => (
            <DataTable
              label={t('clouds.list')}
              rows={clouds}
              rowKey={({ id }) => id}
              columns={columnsOf(t)}
            />
          )}
        </QueryView>
      </Section>
    </ScreenBody>
  );
}

function NameCell({ cloud }: { cloud: Cloud }) {
  const classes = useStyles();
  return (
    <div>
      <div className={classes.name}>
        <CloudLink id={cloud.id} name={cloud.name} />
      </div>
      <Quiet variant="caption">{cloud.description}</Quiet>
    </div>
  );
}

function columnsOf(t: Text): Column<Cloud>[] {
  return [
    { id: 'name', label: t('clouds.column.name'), render: cloud => <NameCell cloud={cloud} /> },
    {
      id: 'capabilities',
      label: t('clouds.column.capabilities'),
      render: ({ capabilities, name }) => (
        <Words label={t('clouds.capabilitiesOf', { name })} words={capabilities} />
      ),
    },
    {
      id: 'regions',
      label: t('clouds.column.regions'),
      kind: 'number',
      render: ({ regions }) => regions.length,
    },
    {
      id: 'cost',
      label: t('clouds.column.cost'),
      kind: 'number',
      render: ({ pricing }) => (pricing ? moneyText(pricing.monthlyCost, pricing.currency) : '–'),
    },
    {
      id: 'signIn',
      label: t('clouds.column.signIn'),
      render: ({ authMethods }) => authMethods.map(({ name }) => name).join(', ') || '–',
    },
    {
      id: 'problems',
      label: t('clouds.column.problems'),
      render: ({ diagnostics }) => <ProblemCount diagnostics={diagnostics} />,
    },
  ];
}
