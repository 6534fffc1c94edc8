import { useRouteRef } from '@backstage/core-plugin-api';
import { LinkButton } from '@backstage/core-components';
import Chip from '@material-ui/core/Chip';
import FormControlLabel from '@material-ui/core/FormControlLabel';
import Switch from '@material-ui/core/Switch';
import {
  RESOURCE_SORTS,
  RESOURCE_STATES,
  RESOURCE_STATUSES,
} from '@bailiwick/backstage-plugin-infra-common';
import { SelectionBar } from '../batches/SelectionBar';
import { useSelection } from '../batches/useSelection';
import { requestRouteRef } from '../routes';
import { useMe } from '../session';
import {
  ChoiceField,
  Empty,
  FilterBar,
  LoadMore,
  QueryView,
  ScreenBody,
  Section,
  SiteFilter,
  UnitSelect,
  useFilters,
} from '../shared';
import { useText } from '../translations';
import { type ResourceFilter, useResources, useResourceTypes } from './queries';
import { ResourceTable } from './ResourceTable';

const FILTERS = [
  ...(['q', 'type', 'unitId', 'site', 'state', 'status'] as const),
  ...(['label', 'mine', 'favourite'] as const),
] as const;
const ORDER = ['sort'] as const;

const oneOf = <Value extends string>(choices: readonly Value[], text: string | undefined) =>
  choices.find(choice => choice === text);

/** Every resource that one may read, with filters. */
export function ResourcesScreen() {
  const t = useText();
  const toRequest = useRouteRef(requestRouteRef);
  const { values, update, clear, isFiltered } = useFilters(FILTERS);
  const order = useFilters(ORDER);
  const me = useMe().data;
  const sort = oneOf(RESOURCE_SORTS, order.values.sort) ?? '-createdAt';
  const filter: ResourceFilter = {
    q: values.q,
    type: values.type,
    unitId: values.unitId,
    site: values.site,
    state: oneOf(RESOURCE_STATES, values.state),
    status: oneOf(RESOURCE_STATUSES, values.status),
    label: values.label,
    favourite: values.favourite ? true : undefined,
    requestedBy: values.mine ? me?.userRef : undefined,
    sort,
  };
  const resources = useResources(filter, !values.mine || me !== undefined);
  const types = useResourceTypes().data ?? [];
  const selection = useSelection(resources.data?.items);
  const requestButton = (
    <LinkButton to={toRequest()} color="primary" variant="contained">
      {t('resources.request')}
    </LinkButton>
  );

  return (
    <ScreenBody
      title={t('resources.title')}
      subtitle={t('resources.subtitle')}
      actions={requestButton}
    >
      <Section title={t('resources.list')} isUntitled flush>
        <FilterBar
          search={values.q}
          searchLabel={t('resources.searchLabel')}
          onSearch={q => update({ q })}
          isFiltered={isFiltered}
          onClear={clear}
        >
          <ChoiceField
            label={t('field.type')}
            value={values.type}
            choices={types.map(({ name, title }) => [name, title] as const)}
            onChange={type => update({ type })}
            anyLabel={t('resources.filter.anyType')}
          />
          <UnitSelect
            label={t('resources.filter.unit')}
            value={values.unitId}
            onChange={unit => update({ unitId: unit?.id })}
            size="small"
          />
          <SiteFilter
            value={values.site}
            onChange={site => update({ site })}
            anyLabel={t('resources.filter.anySite')}
          />
          <ChoiceField
            label={t('field.state')}
            value={oneOf(RESOURCE_STATES, values.state)}
            choices={RESOURCE_STATES.map(state => [state, t(`resources.state.${state}`)] as const)}
            onChange={state => update({ state })}
            anyLabel={t('resources.filter.anyState')}
          />
          <ChoiceField
            label={t('field.status')}
            value={oneOf(RESOURCE_STATUSES, values.status)}
            choices={RESOURCE_STATUSES.map(
              status => [status, t(`resources.status.${status}`)] as const,
            )}
            onChange={status => update({ status })}
            anyLabel={t('resources.filter.anyStatus')}
          />
          {values.label && (
            <Chip
              label={t('resources.filter.label', { label: values.label.replace('=', ': ') })}
              onDelete={() => update({ label: undefined })}
              style={{ margin: 0 }}
            />
          )}
          <FormControlLabel
            control={
              <Switch
                color="primary"
                checked={Boolean(values.favourite)}
                onChange={(_, checked) => update({ favourite: checked ? 'yes' : undefined })}
              />
            }
            label={t('resources.filter.favourite')}
          />
          <FormControlLabel
            control={
              <Switch
                color="primary"
                checked={Boolean(values.mine)}
                onChange={(_, checked) => update({ mine: checked ? 'yes' : undefined })}
              />
            }
            label={t('resources.filter.mine')}
          />
        </FilterBar>
        <QueryView
          query={resources}
          isEmpty={({ items }) => items.length === 0}
          empty={
            isFiltered ? (
              <Empty filtered title={t('resources.empty.filtered')} />
            ) : (
              <Empty title={t('resources.empty.title')} action={requestButton}>
                {t('resources.empty.hint')}
              </Empty>
            )
          }
        >
          {({ items }) => (
            <>
              <ResourceTable
                resources={items}
                sort={sort}
                onSort={next => order.update({ sort: next })}
                selection={selection}
              />
              <LoadMore query={resources} />
              <SelectionBar selection={selection} />
            </>
          )}
        </QueryView>
      </Section>
    </ScreenBody>
  );
}
