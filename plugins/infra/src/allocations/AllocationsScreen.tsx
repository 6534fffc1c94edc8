import { ScreenBody } from '../shared';
import { useText } from '../translations';
import { AllocationExplorer } from './AllocationExplorer';

export function AllocationsScreen() {
  const t = useText();
  return (
    <ScreenBody title={t('allocations.title')} subtitle={t('allocations.subtitle')}>
      <AllocationExplorer />
    </ScreenBody>
  );
}
