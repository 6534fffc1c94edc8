import TextField from '@material-ui/core/TextField';
import Autocomplete from '@material-ui/lab/Autocomplete';
import type { Integration, ValidationProblem } from '@bailiwick/backstage-plugin-infra-common';
import { useId } from 'react';
import { failureKind } from '../api';
import { Failure, Quiet } from '../shared';
import { useText } from '../translations';
import { namesOfIntegrations, useUsableIntegrations } from './queries';

const POINTER = /^\/integrations(?:\/(\d+))?$/;

/** What the backend found wrong with the chosen ones, each with its name. */
function problemText(
  problems: readonly ValidationProblem[],
  names: readonly string[],
): string | undefined {
  const texts = problems.flatMap(({ pointer, message }) => {
    const found = POINTER.exec(pointer);
    if (!found) return [];
    const name = found[1] === undefined ? undefined : names[Number(found[1])];
    return [name === undefined ? message : `${name}: ${message}`];
  });
  return texts.length > 0 ? texts.join(', ') : undefined;
}

interface CredentialsFieldProps {
  /** Whose resource is to use them. */
  unitId: string | undefined;
  /** Ids. */
  value: readonly string[];
  onChange: (ids: string[]) => void;
  /** Of the whole request, with pointers into it. */
  problems: readonly ValidationProblem[];
}

/** Chooses the integrations that a resource uses. Nothing shows where there is none to choose. */
export function CredentialsField({ unitId, value, onChange, problems }: CredentialsFieldProps) {
  const t = useText();
  const id = useId();
  const query = useUsableIntegrations(unitId);
  const offered = query.data ?? [];
  const names = namesOfIntegrations(offered, value);
  const nameOf = (one: string) => namesOfIntegrations(offered, [one])[0];
  const problem = problemText(problems, names);
  if (query.error && failureKind(query.error) !== 'forbidden') {
    return <Failure compact error={query.error} onRetry={() => query.refetch()} />;
  }
  if (offered.length + value.length === 0) return null;
  // What is used already stays to be seen and taken away, also by those who may not read it.
  const options = [...new Set([...offered.map(one => one.id), ...value])];
  return (
    <Autocomplete<string, true>
      id={id}
      multiple
      filterSelectedOptions
      options={options}
      value={[...value]}
      onChange={(_, chosen) => onChange(chosen)}
      getOptionLabel={nameOf}
      noOptionsText={t('field.noMatch')}
      renderOption={one => <Choice name={nameOf(one)} of={offered.find(each => each.id === one)} />}
      renderInput={params => (
        <TextField
          {...params}
          label={t('integrations.choose.label')}
          error={problem !== undefined}
          helperText={problem ?? t('integrations.choose.hint')}
          variant="outlined"
        />
      )}
    />
  );
}

function Choice({ name, of }: { name: string; of: Integration | undefined }) {
  return (
    <div>
      <div>{name}</div>
      {of && <Quiet variant="caption">{of.type}</Quiet>}
    </div>
  );
}
