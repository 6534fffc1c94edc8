import { makeStyles } from '@material-ui/core/styles';
import { useEntity } from '@backstage/plugin-catalog-react';
import { AllocationExplorer } from '../allocations/AllocationExplorer';
import { Empty } from '../shared';
import { useText } from '../translations';
import { unitIdOf } from './entityResources';

const useStyles = makeStyles(theme => ({
  root: { display: 'grid', gap: theme.spacing(2.5), minWidth: 0 },
}));

/** The branch of the quota tree that begins with the unit of a Group. */
export function AllocationTab() {
  const { entity } = useEntity();
  const t = useText();
  const classes = useStyles();
  const unitId = unitIdOf(entity);
  if (!unitId) {
    return (
      <Empty title={t('entity.allocation.none.title')}>{t('entity.allocation.none.hint')}</Empty>
    );
  }
  return (
    <div className={classes.root}>
      <AllocationExplorer rootId={unitId} />
    </div>
  );
}
