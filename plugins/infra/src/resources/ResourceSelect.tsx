import TextField from '@material-ui/core/TextField';
import Autocomplete from '@material-ui/lab/Autocomplete';
import type { Resource } from '@bailiwick/backstage-plugin-infra-common';
import { useId, useState } from 'react';
import { Quiet, useDebounced } from '../shared';
import { useText } from '../translations';
import { useResource, useResources } from './queries';

const SUGGESTIONS = 30;

interface ResourceSelectProps {
  label: string;
  /** Of which type; of any without it. */
  type?: string;
  value: string | undefined;
  onChange: (resource: Resource | undefined) => void;
  required?: boolean;
  error?: string;
  helperText?: string;
}

/** Finds a provisioned resource of one type by part of its name. */
export function ResourceSelect(props: ResourceSelectProps) {
  const { label, type, value, onChange, required, error, helperText } = props;
  const t = useText();
  const id = useId();
  const [typed, setTyped] = useState('');
  const selected = useResource(value ?? '', value !== undefined).data;
  const q = useDebounced(typed === selected?.name ? '' : typed.trim());
  const search = useResources({
    type,
    state: 'provisioned',
    q: q || undefined,
    sort: 'name',
    limit: SUGGESTIONS,
  });
  return (
    <Autocomplete<Resource>
      id={id}
      options={search.data?.items ?? []}
      value={selected && selected.id === value ? selected : null}
      onChange={(_, resource) => onChange(resource ?? undefined)}
      inputValue={typed}
      onInputChange={(_, text) => setTyped(text)}
      getOptionLabel={resource => resource.name}
      getOptionSelected={(a, b) => a.id === b.id}
      filterOptions={found => found}
      loading={search.isLoading}
      loadingText={t('common.loading')}
      noOptionsText={search.error ? search.error.message : t('field.noMatch')}
      renderOption={resource => (
        <div>
          <div>{resource.name}</div>
          <Quiet variant="caption">
            {[resource.unitName, resource.site].filter(Boolean).join(', ')}
          </Quiet>
        </div>
      )}
      renderInput={params => (
        <TextField
          {...params}
          label={label}
          required={required}
          error={error !== undefined}
          helperText={error ?? helperText}
          variant="outlined"
        />
      )}
    />
  );
}
