import { MarkdownContent } from '@backstage/core-components';
import { makeStyles } from '@material-ui/core/styles';
import type { ResourceType } from '@bailiwick/backstage-plugin-infra-common';
import { useResourceTypes } from '../resources/queries';
import { Empty, QueryView, ScreenBody, Section, useFilters } from '../shared';
import { useText } from '../translations';
import { RequestForm } from './RequestForm';
import { TypeChoice } from './TypeChoice';
import { requestableVersions } from './variableSchema';

const useStyles = makeStyles(theme => ({
  what: {
    display: 'grid',
    gap: theme.spacing(2, 4),
    gridTemplateColumns: 'minmax(0, 1fr)',
    alignItems: 'start',
    [theme.breakpoints.up('md')]: { gridTemplateColumns: 'minmax(0, 1fr) minmax(0, 1fr)' },
  },
  documentation: {
    ...theme.typography.body2,
    overflowX: 'auto',
    '& > :first-child': { marginTop: 0 },
    '& > :last-child': { marginBottom: 0 },
    '& td, & th': { padding: `${theme.spacing(0.5, 1.5)} !important` },
  },
}));

const PARAMETERS = ['type'] as const;

const isRequestable = (type: ResourceType): boolean =>
  type.enabled !== false && !type.abstract && requestableVersions(type).length > 0;

/** Requesting a resource: what, for whom, where, how; with a check beside it. */
export function RequestScreen() {
  const t = useText();
  const types = useResourceTypes();
  return (
    <ScreenBody title={t('request.title')} subtitle={t('request.subtitle')}>
      <QueryView
        query={types}
        isEmpty={items => !items.some(isRequestable)}
        empty={<Empty title={t('request.noTypes.title')}>{t('request.noTypes.hint')}</Empty>}
      >
        {items => <Request types={items.filter(isRequestable)} />}
      </QueryView>
    </ScreenBody>
  );
}

function Request({ types }: { types: readonly ResourceType[] }) {
  const t = useText();
  const classes = useStyles();
  const { values, update } = useFilters(PARAMETERS);
  const chosen =
    types.find(({ name }) => name === values.type) ?? (types.length === 1 ? types[0] : undefined);
  return (
    <>
      <Section title={t('request.what')}>
        <div className={classes.what}>
          <TypeChoice types={types} value={chosen?.name} onChange={type => update({ type })} />
          {chosen?.documentation && (
            <MarkdownContent content={chosen.documentation} className={classes.documentation} />
          )}
        </div>
      </Section>
      {chosen && <RequestForm key={chosen.name} type={chosen} />}
    </>
  );
}
