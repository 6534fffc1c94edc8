import FormControlLabel from '@material-ui/core/FormControlLabel';
import { makeStyles } from '@material-ui/core/styles';
import Switch from '@material-ui/core/Switch';
import type { Cloud, CloudRegion } from '@bailiwick/backstage-plugin-infra-common';
import {
  ChoiceField,
  type Column,
  DataTable,
  Empty,
  FilterBar,
  Quiet,
  Section,
  StatusLabel,
  useFilters,
} from '../shared';
import { type Text, useText } from '../translations';

const useStyles = makeStyles(theme => ({
  name: { fontWeight: 600 },
  marks: { display: 'flex', flexWrap: 'wrap', gap: theme.spacing(0.5, 1.5) },
}));

const FILTERS = ['q', 'zone', 'recommended', 'lowCo2'] as const;

type RegionFilter = Partial<Record<(typeof FILTERS)[number], string>>;

/** Regions that pass; a text is looked for in what names the region and in where it is. */
export function filterRegions(
  regions: readonly CloudRegion[],
  { q = '', zone, recommended, lowCo2 }: RegionFilter,
): CloudRegion[] {
  const wanted = q.toLocaleLowerCase();
  return regions.filter(
    region =>
      [region.id, region.name, region.location ?? ''].some(text =>
        text.toLocaleLowerCase().includes(wanted),
      ) &&
      (zone === undefined || region.zone === zone) &&
      (recommended === undefined || region.recommended) &&
      (lowCo2 === undefined || region.lowCo2),
  );
}

/** "north_america" as people write it. */
const zoneText = (zone: string): string => zone.replaceAll('_', ' ');

export function RegionsTab({ cloud: { regions, defaultRegion } }: { cloud: Cloud }) {
  const t = useText();
  const { values, update, clear, isFiltered } = useFilters(FILTERS);
  const zones = [...new Set(regions.flatMap(({ zone }) => zone ?? []))].sort();
  const shown = filterRegions(regions, values);
  const flag = (name: 'recommended' | 'lowCo2') => (
    <FormControlLabel
      control={
        <Switch
          color="primary"
          checked={Boolean(values[name])}
          onChange={(_, checked) => update({ [name]: checked ? 'yes' : undefined })}
        />
      }
      label={t(`clouds.regions.${name}`)}
    />
  );
  return (
    <Section title={t('clouds.tab.regions')} isUntitled flush>
      <FilterBar
        search={values.q}
        searchLabel={t('clouds.regions.search')}
        onSearch={q => update({ q })}
        isFiltered={isFiltered}
        onClear={clear}
      >
        <ChoiceField
          label={t('clouds.regions.zone')}
          value={values.zone}
          choices={zones.map(zone => [zone, zoneText(zone)] as const)}
          onChange={zone => update({ zone })}
          anyLabel={t('clouds.regions.anyZone')}
        />
        {flag('recommended')}
        {flag('lowCo2')}
      </FilterBar>
      {shown.length === 0 ? (
        <Empty
          filtered={isFiltered}
          title={t(isFiltered ? 'clouds.regions.filtered' : 'clouds.regions.empty')}
        />
      ) : (
        <DataTable
          label={t('clouds.tab.regions')}
          rows={shown}
          rowKey={({ id }) => id}
          columns={columnsOf(t, defaultRegion)}
        />
      )}
    </Section>
  );
}

function NameCell({ region }: { region: CloudRegion }) {
  const classes = useStyles();
  return (
    <div>
      <div className={classes.name}>{region.name}</div>
      <Quiet variant="caption">
        <code>{region.id}</code>
      </Quiet>
    </div>
  );
}

function Marks({ region, isDefault }: { region: CloudRegion; isDefault: boolean }) {
  const t = useText();
  const classes = useStyles();
  if (!isDefault && !region.recommended && !region.lowCo2) return <>–</>;
  return (
    <div className={classes.marks}>
      {isDefault && <StatusLabel tone="good">{t('clouds.regions.default')}</StatusLabel>}
      {region.recommended && (
        <StatusLabel tone="good">{t('clouds.regions.recommended')}</StatusLabel>
      )}
      {region.lowCo2 && <StatusLabel tone="good">{t('clouds.regions.lowCo2')}</StatusLabel>}
    </div>
  );
}

function columnsOf(t: Text, defaultRegion: string): Column<CloudRegion>[] {
  return [
    { id: 'name', label: t('clouds.regions.name'), render: region => <NameCell region={region} /> },
    {
      id: 'location',
      label: t('clouds.regions.location'),
      render: ({ location }) => location ?? '–',
    },
    {
      id: 'zone',
      label: t('clouds.regions.zone'),
      render: ({ zone }) => (zone ? zoneText(zone) : '–'),
    },
    {
      id: 'marks',
      label: t('clouds.regions.marks'),
      render: region => <Marks region={region} isDefault={region.id === defaultRegion} />,
    },
  ];
}
