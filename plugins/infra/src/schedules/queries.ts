import type {
  CreateSchedule,
  PatchSchedule,
  Schedule,
  ScheduleQuery,
} from '@bailiwick/backstage-plugin-infra-common';
import { etagOf, queryKeys, useInfraApi, useInfraMutation, usePagedQuery } from '../api';

export type ScheduleFilter = Partial<Omit<ScheduleQuery, 'cursor'>>;

export function useSchedules(filter: ScheduleFilter) {
  const api = useInfraApi();
  return usePagedQuery<Schedule>({
    queryKey: [...queryKeys.schedules, JSON.stringify(filter)],
    fetchPage: ({ cursor, signal }) => api.listSchedules({ query: { ...filter, cursor }, signal }),
  });
}

/** Reads a schedule as it is now. */
export function useReadSchedule() {
  const api = useInfraApi();
  return ({ id }: Schedule) => api.getSchedule({ params: { id } });
}

/** What is written down of a schedule: a new one, or a change of one that is there. */
export type ScheduleWish =
  { create: CreateSchedule; idempotencyKey: string } | { change: PatchSchedule; of: Schedule };

export function useSaveSchedule(onSaved: (schedule: Schedule) => void) {
  const api = useInfraApi();
  return useInfraMutation({
    mutate: (wish: ScheduleWish) =>
      'create' in wish
        ? api.createSchedule({ body: wish.create, idempotencyKey: wish.idempotencyKey })
        : api.updateSchedule({
            ...{ params: { id: wish.of.id }, body: wish.change },
            ifMatch: etagOf(wish.of.revision),
          }),
    changes: (_, { id }) => [{ subject: 'schedule', id }],
    onSuccess: onSaved,
  });
}

export function useDeleteSchedule(onDeleted: () => void) {
  const api = useInfraApi();
  return useInfraMutation({
    mutate: ({ id, revision }: Schedule) =>
      api.deleteSchedule({ params: { id }, ifMatch: etagOf(revision) }),
    changes: ({ id }) => [{ subject: 'schedule', id }],
    onSuccess: onDeleted,
  });
}
