import { makeStyles } from '@material-ui/core/styles';
import type { CloudDetection } from '@bailiwick/backstage-plugin-infra-common';
import type { ReactNode } from 'react';
import { type Column, DataTable, Empty, Note, QueryView, Quiet, Section } from '../../shared';
import { useText } from '../../translations';
import { DiagnosticTable, placeText } from '../DiagnosticTable';
import { type Searched, useDetection } from './queries';

const useStyles = makeStyles(theme => ({
  name: { fontWeight: 600 },
  places: { listStyle: 'none', margin: 0, padding: 0 },
  inset: { padding: theme.spacing(0, 2.5, 2) },
}));

type Need = CloudDetection['capabilities'][number];

/** Of what is needed in many places, the first ones show. */
const SHOWN_PLACES = 8;

interface NeedsSectionProps {
  searched: Searched;
  /** What follows from the capabilities, once they are known and there are some. */
  children: (capabilities: string[]) => ReactNode;
}

/** What the code needs, and where. */
export function NeedsSection({ searched, children }: NeedsSectionProps) {
  const t = useText();
  const query = useDetection(searched);
  const capabilities = query.data?.capabilities.map(({ capability }) => capability) ?? [];
  return (
    <>
      <Section
        title={t('clouds.code.needs.title')}
        subtitle={query.data && t('clouds.code.needs.read', { count: query.data.filesRead })}
        flush
      >
        <QueryView query={query}>{detection => <Needs detection={detection} />}</QueryView>
      </Section>
      {capabilities.length > 0 && children(capabilities)}
    </>
  );
}

function Needs({ detection }: { detection: CloudDetection }) {
  const t = useText();
  const classes = useStyles();
  const { capabilities, unserved, diagnostics } = detection;
  const columns: Column<Need>[] = [
    {
      id: 'capability',
      label: t('clouds.cost.capability'),
      render: ({ capability }) => <span className={classes.name}>{capability}</span>,
    },
    {
      id: 'why',
      label: t('clouds.code.needs.why'),
      render: ({ implied }) =>
        t(implied ? 'clouds.code.needs.implied' : 'clouds.code.needs.called'),
    },
    {
      id: 'places',
      label: t('clouds.code.needs.places'),
      render: need => <Places need={need} />,
    },
  ];
  return (
    <>
      {capabilities.length === 0 ? (
        <Empty title={t('clouds.code.needs.empty')}>{t('clouds.code.needs.emptyHint')}</Empty>
      ) : (
        <DataTable
          label={t('clouds.code.needs.title')}
          rows={capabilities}
          rowKey={({ capability }) => capability}
          columns={columns}
        />
      )}
      {unserved.length > 0 && (
        <div className={classes.inset}>
          <Note tone="warning">
            {t('clouds.code.needs.unserved', { names: unserved.join(', ') })}
          </Note>
        </div>
      )}
      {diagnostics.length > 0 && (
        <DiagnosticTable label={t('clouds.code.needs.remarks')} diagnostics={diagnostics} />
      )}
    </>
  );
}

function Places({ need: { places } }: { need: Need }) {
  const t = useText();
  const classes = useStyles();
  if (places.length === 0) return <>–</>;
  return (
    <ul className={classes.places}>
      {places.slice(0, SHOWN_PLACES).map(place => (
        <li key={`${placeText(place)} ${place.operation}`}>
          <code>{placeText(place)}</code>{' '}
          {place.operation && <Quiet component="span">{place.operation}</Quiet>}
        </li>
      ))}
      {places.length > SHOWN_PLACES && (
        <li>{t('clouds.code.needs.more', { count: places.length - SHOWN_PLACES })}</li>
      )}
    </ul>
  );
}
