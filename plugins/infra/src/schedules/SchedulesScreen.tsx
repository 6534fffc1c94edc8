import Button from '@material-ui/core/Button';
import FormControlLabel from '@material-ui/core/FormControlLabel';
import Switch from '@material-ui/core/Switch';
import { useState } from 'react';
import {
  Empty,
  FilterFields,
  LoadMore,
  QueryView,
  ScreenBody,
  Section,
  UnitSelect,
  useFilters,
} from '../shared';
import { useText } from '../translations';
import { useSchedules } from './queries';
import { ScheduleDialog } from './ScheduleDialog';
import { ScheduleTable } from './ScheduleTable';

const FILTERS = ['unitId', 'mine'] as const;

/** Schedules of resources that one may read. */
export function SchedulesScreen() {
  const t = useText();
  const { values, update, clear, isFiltered } = useFilters(FILTERS);
  const [isAdding, setAdding] = useState(false);
  const query = useSchedules({ unitId: values.unitId, mine: values.mine ? true : undefined });
  const add = (
    <Button variant="contained" color="primary" onClick={() => setAdding(true)}>
      {t('schedules.add')}
    </Button>
  );
  return (
    <ScreenBody title={t('schedules.title')} subtitle={t('schedules.subtitle')} actions={add}>
      <Section title={t('schedules.list')} isUntitled flush>
        <FilterFields isFiltered={isFiltered} onClear={clear}>
          <UnitSelect
            label={t('schedules.filter.unit')}
            value={values.unitId}
            onChange={unit => update({ unitId: unit?.id })}
            size="small"
          />
          <FormControlLabel
            control={
              <Switch
                color="primary"
                checked={Boolean(values.mine)}
                onChange={(_, checked) => update({ mine: checked ? 'yes' : undefined })}
              />
            }
            label={t('schedules.filter.mine')}
          />
        </FilterFields>
        <QueryView
          query={query}
          isEmpty={({ items }) => items.length === 0}
          empty={
            isFiltered ? (
              <Empty filtered title={t('schedules.empty.filtered')} />
            ) : (
              <Empty title={t('schedules.empty.title')} action={add}>
                {t('schedules.empty.hint')}
              </Empty>
            )
          }
        >
          {({ items }) => (
            <>
              <ScheduleTable schedules={items} />
              <LoadMore query={query} />
            </>
          )}
        </QueryView>
      </Section>
      {isAdding && <ScheduleDialog onClose={() => setAdding(false)} />}
    </ScreenBody>
  );
}
