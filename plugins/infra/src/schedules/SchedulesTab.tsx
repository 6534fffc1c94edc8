import Button from '@material-ui/core/Button';
import type { Resource } from '@bailiwick/backstage-plugin-infra-common';
import { useState } from 'react';
import { Empty, LoadMore, QueryView, Section } from '../shared';
import { useText } from '../translations';
import { useSchedules } from './queries';
import { ScheduleDialog } from './ScheduleDialog';
import { ScheduleTable } from './ScheduleTable';

/** What is done with a resource at certain times. */
export function SchedulesTab({ resource }: { resource: Resource }) {
  const t = useText();
  const [isAdding, setAdding] = useState(false);
  const query = useSchedules({ resourceId: resource.id });
  const add = (
    <Button variant="outlined" size="small" onClick={() => setAdding(true)}>
      {t('schedules.add')}
    </Button>
  );
  return (
    <Section title={t('schedules.tab')} actions={add} flush>
      <QueryView
        query={query}
        isEmpty={({ items }) => items.length === 0}
        empty={
          <Empty compact title={t('schedules.empty.ofResource')}>
            {t('schedules.empty.hint')}
          </Empty>
        }
      >
        {({ items }) => (
          <>
            <ScheduleTable schedules={items} ofResource />
            <LoadMore query={query} />
          </>
        )}
      </QueryView>
      {isAdding && <ScheduleDialog resource={resource} onClose={() => setAdding(false)} />}
    </Section>
  );
}
