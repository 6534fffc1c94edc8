import Autocomplete from '@material-ui/lab/Autocomplete';
import type { Unit } from '@bailiwick/backstage-plugin-infra-common';
import { useEffect, useId, useRef, useState } from 'react';
import { useText } from '../translations';
import { Quiet } from './Quiet';
import { TextInput } from './TextInput';
import { placeOf, type UnitFilter, useUnit, useUnitSearch } from './units';
import { useDebounced } from './useDebounced';

interface UnitSelectProps {
  label: string;
  value: string | undefined;
  onChange: (unit: Unit | undefined) => void;
  filter?: UnitFilter;
  /** Take the only unit there is without being asked. */
  selectSingle?: boolean;
  required?: boolean;
  disabled?: boolean;
  error?: string;
  helperText?: string;
  size?: 'small' | 'medium';
}

/** Finds a unit by part of its name. */
export function UnitSelect(props: UnitSelectProps) {
  const {
    label,
    value,
    onChange,
    filter = {},
    selectSingle,
    required,
    disabled,
    error,
    helperText,
  } = props;
  const t = useText();
  const id = useId();
  const [typed, setTyped] = useState('');
  const selected = useUnit(value).data;
  const typedName = typed === selected?.name ? '' : typed;
  const search = useUnitSearch(filter, useDebounced(typedName.trim()));
  const options = search.data?.items ?? [];
  const single = selectSingle && !typedName && options.length === 1 ? options[0] : undefined;

  // Offered again until it was taken: a form in which several fields set themselves at once may lose all but one of them.
  const wasTaken = useRef(false);
  useEffect(() => {
    if (value !== undefined) wasTaken.current = true;
    else if (single && !wasTaken.current) onChange(single);
  }, [single, value, onChange]);

  return (
    <Autocomplete<Unit>
      id={id}
      options={options}
      value={selected && selected.id === value ? selected : null}
      onChange={(_, unit) => onChange(unit ?? undefined)}
      inputValue={typed}
      onInputChange={(_, text) => setTyped(text)}
      getOptionLabel={unit => unit.name}
      getOptionSelected={(a, b) => a.id === b.id}
      filterOptions={found => found}
      loading={search.isLoading}
      loadingText={t('common.loading')}
      noOptionsText={search.error ? search.error.message : t('field.noMatch')}
      disabled={disabled}
      renderOption={unit => (
        <div>
          <div>{unit.name}</div>
          <Quiet variant="caption">{placeOf(unit)}</Quiet>
        </div>
      )}
      renderInput={params => (
        <TextInput
          {...params}
          label={label}
          required={required}
          error={error !== undefined}
          helperText={error ?? helperText}
          variant="outlined"
          size={props.size ?? 'medium'}
        />
      )}
    />
  );
}
