import { integrationContext, secretContext } from '../integrations';
import { outputsContext } from '../resources/SensitiveOutputs';
import { planContext } from '../runs/plans/PlanStore';
import { sealContext } from '../state/StateService';
import type { SealedColumn } from './SealedColumn';

/** Every column with sealed records. One that is not listed here keeps needing the key that it was sealed with. */
export const SEALED_COLUMNS: readonly SealedColumn[] = [
  { table: 'secrets', column: 'sealed', key: ['id'], context: secretContext },
  { table: 'integrations', column: 'sealed', key: ['id'], context: integrationContext },
  { table: 'resources', column: 'sealed_outputs', key: ['id'], context: outputsContext },
  { table: 'run_plans', column: 'artifact', key: ['run_id'], context: planContext },
  {
    table: 'state_versions',
    column: 'sealed',
    key: ['resource_id', 'version'],
    context: (resourceId, version) => sealContext(resourceId, Number(version)),
  },
];
