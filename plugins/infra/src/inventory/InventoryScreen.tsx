import { ScreenBody, TabbedParts } from '../shared';
import { useText } from '../translations';
import { ServersTab } from './ServersTab';
import { SyncButton, SyncNotes, useSyncControl } from './SyncControl';
import { SyncHistory } from './SyncHistory';

/** The servers, where they belong, and how they came in. */
export function InventoryScreen() {
  const t = useText();
  const control = useSyncControl();
  return (
    <ScreenBody
      title={t('inventory.title')}
      subtitle={t('inventory.subtitle')}
      actions={<SyncButton control={control} />}
    >
      <SyncNotes control={control} />
      <TabbedParts
        label={t('inventory.tabs.label')}
        parts={[
          { name: 'servers', title: t('inventory.tabs.servers'), render: () => <ServersTab /> },
          { name: 'syncs', title: t('inventory.tabs.syncs'), render: () => <SyncHistory /> },
        ]}
      />
    </ScreenBody>
  );
}
