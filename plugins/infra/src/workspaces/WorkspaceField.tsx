import type { ValidationProblem } from '@bailiwick/backstage-plugin-infra-common';
import MenuItem from '@material-ui/core/MenuItem';
import { TextInput } from '../shared';
import { useText } from '../translations';
import { useServingWorkspaces } from './queries';

interface WorkspaceFieldProps {
  unitId: string | undefined;
  type: string;
  value: string | undefined;
  onChange: (id: string | undefined) => void;
  /** Of the whole request, with pointers into it. */
  problems: readonly ValidationProblem[];
}

/** Chooses the workspace that mirrors a resource. Nothing shows where there is none to choose. */
export function WorkspaceField({ unitId, type, value, onChange, problems }: WorkspaceFieldProps) {
  const t = useText();
  const offered = useServingWorkspaces(unitId, type).data ?? [];
  const problem = problems.find(({ pointer }) => pointer === '/workspaceId')?.message;
  if (offered.length === 0) return null;
  return (
    <TextInput
      select
      label={t('mirrors.choose.label')}
      value={offered.some(({ id }) => id === value) ? value : ''}
      onChange={event => onChange(event.target.value || undefined)}
      error={problem !== undefined}
      helperText={problem ?? t('mirrors.choose.hint')}
      variant="outlined"
      InputLabelProps={{ shrink: true }}
      SelectProps={{ displayEmpty: true }}
    >
      <MenuItem value="">{t('mirrors.choose.none')}</MenuItem>
      {offered.map(({ id, name }) => (
        <MenuItem key={id} value={id}>
          {name}
        </MenuItem>
      ))}
    </TextInput>
  );
}
