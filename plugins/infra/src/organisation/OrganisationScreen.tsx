import { ScreenBody, TabbedParts } from '../shared';
import { useText } from '../translations';
import { DirectoryTab } from './DirectoryTab';
import { RolesTab } from './RolesTab';
import { UnitsTab } from './UnitsTab';

/** Units, roles given by hand, and what follows from the directory. */
export function OrganisationScreen() {
  const t = useText();
  return (
    <ScreenBody title={t('organisation.title')} subtitle={t('organisation.subtitle')}>
      <TabbedParts
        label={t('organisation.tabs.label')}
        parts={[
          { name: 'units', title: t('organisation.tabs.units'), render: () => <UnitsTab /> },
          { name: 'roles', title: t('organisation.tabs.roles'), render: () => <RolesTab /> },
          {
            name: 'directory',
            title: t('organisation.tabs.directory'),
            render: () => <DirectoryTab />,
          },
        ]}
      />
    </ScreenBody>
  );
}
