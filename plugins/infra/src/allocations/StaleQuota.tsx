import Button from '@material-ui/core/Button';
import { makeStyles } from '@material-ui/core/styles';
import type { Unit, UnitQuota } from '@bailiwick/backstage-plugin-infra-common';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { queryKeys, useInfraApi } from '../api';
import { Loading, Note } from '../shared';
import { useText } from '../translations';

const useStyles = makeStyles(theme => ({
  actions: {
    display: 'flex',
    flexWrap: 'wrap',
    gap: theme.spacing(1),
    marginTop: theme.spacing(1),
  },
}));

interface StaleQuotaProps {
  unit: Pick<Unit, 'id'>;
  /** What one entered, in words. */
  mine: string;
  /** What stands now, in words and for the next attempt. */
  currentOf: (quota: UnitQuota) => { text: string; etag: string | undefined };
  onKeep: (etag: string | undefined) => void;
  onTake: () => void;
}

/** Somebody granted something else between looking and saving: shows what stands now and lets one choose. */
export function StaleQuota({ unit, mine, currentOf, onKeep, onTake }: StaleQuotaProps) {
  const t = useText();
  const classes = useStyles();
  const api = useInfraApi();
  const queryClient = useQueryClient();
  // The table behind is as old as what was refused.
  useEffect(() => {
    queryClient.invalidateQueries({ queryKey: queryKeys.allocations });
  }, [queryClient]);
  // Read for this very moment: what is in the cache is what turned out to be old.
  const query = useQuery({
    queryKey: [...queryKeys.quota, unit.id, 'after-conflict'],
    queryFn: ({ signal }) => api.getUnitQuota({ params: { id: unit.id }, signal }),
    staleTime: 0,
    gcTime: 0,
  });
  // The form grew by this, perhaps beyond the edge of what scrolls.
  const root = useRef<HTMLDivElement>(null);
  useEffect(() => {
    root.current?.scrollIntoView?.({ block: 'nearest' });
  }, [query.status]);
  const current = query.data && currentOf(query.data);
  return (
    <div ref={root}>
      <Note tone="warning" alert>
        <p>
          <strong>{t('allocations.edit.stale.title')}</strong>
        </p>
        {query.error && (
          <p>
            {t('allocations.edit.stale.unreadable')} {query.error.message}
          </p>
        )}
        {query.isPending && <Loading lines={1} />}
        {current && (
          <>
            <p>{t('allocations.edit.stale.now', { amounts: current.text, mine })}</p>
            <div className={classes.actions}>
              <Button size="small" variant="outlined" onClick={() => onKeep(current.etag)}>
                {t('allocations.edit.stale.keep')}
              </Button>
              <Button size="small" onClick={onTake}>
                {t('allocations.edit.stale.take')}
              </Button>
            </div>
          </>
        )}
      </Note>
    </div>
  );
}
