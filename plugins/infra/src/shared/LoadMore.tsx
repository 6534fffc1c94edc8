import Button from '@material-ui/core/Button';
import { makeStyles } from '@material-ui/core/styles';
import { useText } from '../translations';

const useStyles = makeStyles(theme => ({
  root: {
    display: 'flex',
    alignItems: 'center',
    justifyContent: 'space-between',
    gap: theme.spacing(2),
    padding: theme.spacing(1.25, 2.5),
    borderTop: `1px solid ${theme.palette.divider}`,
    ...theme.typography.body2,
    color: theme.palette.textSubtle,
    fontVariantNumeric: 'tabular-nums',
  },
}));

interface LoadMoreProps {
  query: {
    data?: { items: unknown[]; totalItems?: number };
    hasNextPage: boolean;
    isFetchingNextPage: boolean;
    fetchNextPage: () => unknown;
  };
}

/** The foot of a list that comes in pages: how much of it is shown, and the rest on demand. */
export function LoadMore({ query }: LoadMoreProps) {
  const t = useText();
  const classes = useStyles();
  const shown = query.data?.items.length ?? 0;
  const total = query.data?.totalItems;
  return (
    <div className={classes.root}>
      <span role="status">
        {total === undefined
          ? t('common.shown', { count: shown })
          : t('common.shownOf', { shown: shown.toLocaleString(), total: total.toLocaleString() })}
      </span>
      {query.hasNextPage && (
        <Button
          size="small"
          variant="outlined"
          disabled={query.isFetchingNextPage}
          onClick={() => query.fetchNextPage()}
        >
          {query.isFetchingNextPage ? t('common.loadingMore') : t('common.loadMore')}
        </Button>
      )}
    </div>
  );
}
