import { SecretsTab } from '../secrets/SecretsTab';
import { ScreenBody, TabbedParts } from '../shared';
import { useText } from '../translations';
import { IntegrationsTab } from './IntegrationsTab';

/** Credentials for outside systems, and secrets. */
export function IntegrationsScreen() {
  const t = useText();
  return (
    <ScreenBody title={t('integrations.title')} subtitle={t('integrations.subtitle')}>
      <TabbedParts
        label={t('integrations.tabs.label')}
        parts={[
          {
            name: 'integrations',
            title: t('integrations.tabs.integrations'),
            render: () => <IntegrationsTab />,
          },
          {
            name: 'secrets',
            title: t('integrations.tabs.secrets'),
            render: () => <SecretsTab />,
          },
        ]}
      />
    </ScreenBody>
  );
}
