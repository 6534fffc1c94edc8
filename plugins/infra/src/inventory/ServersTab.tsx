import FormControlLabel from '@material-ui/core/FormControlLabel';
import Switch from '@material-ui/core/Switch';
import { PERFORMANCE_TIERS } from '@bailiwick/backstage-plugin-infra-common';
import { ADMIN_ROLES, isAdmin, useLevels, useMe } from '../session';
import {
  ChoiceField,
  Empty,
  FilterBar,
  LoadMore,
  QueryView,
  Section,
  SiteFilter,
  UnitSelect,
  useFilters,
} from '../shared';
import { useText } from '../translations';
import { useServers } from './queries';
import { ServerTable } from './ServerTable';

const FILTERS = ['q', 'site', 'tier', 'status', 'fieldId', 'unassigned'] as const;
const STATUSES = ['active', 'offline'] as const;

export function ServersTab() {
  const t = useText();
  const [, fieldKind] = useLevels();
  const { values, update, clear, isFiltered } = useFilters(FILTERS);
  const tier = PERFORMANCE_TIERS.find(name => name === values.tier);
  const status = STATUSES.find(name => name === values.status);
  const servers = useServers({
    q: values.q,
    site: values.site,
    tier,
    status,
    fieldId: values.fieldId,
    unassigned: values.unassigned ? true : undefined,
  });
  return (
    <Section title={t('inventory.list')} isUntitled flush>
      <FilterBar
        search={values.q}
        searchLabel={t('inventory.searchLabel')}
        onSearch={q => update({ q })}
        isFiltered={isFiltered}
        onClear={clear}
      >
        <SiteFilter
          value={values.site}
          onChange={site => update({ site })}
          anyLabel={t('inventory.filter.anySite')}
        />
        <ChoiceField
          label={t('inventory.filter.tier')}
          value={tier}
          choices={PERFORMANCE_TIERS.map(name => [name, t(`tier.${name}`)] as const)}
          onChange={next => update({ tier: next })}
          anyLabel={t('inventory.filter.anyTier')}
        />
        <ChoiceField
          label={t('field.status')}
          value={status}
          choices={STATUSES.map(name => [name, t(`inventory.status.${name}`)] as const)}
          onChange={next => update({ status: next })}
          anyLabel={t('inventory.filter.anyStatus')}
        />
        <UnitSelect
          label={t('inventory.filter.field')}
          value={values.fieldId}
          onChange={unit => update({ fieldId: unit?.id })}
          filter={{ kind: fieldKind }}
          size="small"
        />
        <FormControlLabel
          control={
            <Switch
              color="primary"
              checked={Boolean(values.unassigned)}
              onChange={(_, on) => update({ unassigned: on ? 'yes' : undefined })}
            />
          }
          label={t('inventory.filter.unassigned')}
        />
      </FilterBar>
      <QueryView
        query={servers}
        roles={[...ADMIN_ROLES, 'field_admin']}
        isEmpty={({ items }) => items.length === 0}
        empty={
          isFiltered ? <Empty filtered title={t('inventory.empty.filtered')} /> : <NoServers />
        }
      >
        {({ items }) => (
          <>
            <ServerTable servers={items} />
            <LoadMore query={servers} />
          </>
        )}
      </QueryView>
    </Section>
  );
}

/** Only who may see every server knows that there are none. */
function NoServers() {
  const t = useText();
  const me = useMe().data;
  if (!me) return null;
  return isAdmin(me) ? (
    <Empty title={t('inventory.empty.title')}>{t('inventory.empty.hint')}</Empty>
  ) : (
    <Empty title={t('inventory.empty.notYours')}>{t('inventory.empty.notYoursHint')}</Empty>
  );
}
