import { Empty } from '../shared';
import { useText } from '../translations';
import { RoleBindingList } from './RoleBindingList';

export function RolesTab() {
  const t = useText();
  return (
    <RoleBindingList
      title={t('organisation.roles.list')}
      empty={
        <Empty title={t('organisation.roles.none.title')}>
          {t('organisation.roles.none.hint')}
        </Empty>
      }
    />
  );
}
