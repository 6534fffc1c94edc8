import { useMemo } from 'react';
import { useSearchParams } from 'react-router-dom';

/** Filters that live in the address of the page, so that they survive a reload and can be sent to somebody. `names` is a constant. */
export function useFilters<Name extends string>(names: readonly Name[]) {
  const [params, setParams] = useSearchParams();
  const text = names.map(name => params.get(name) ?? '').join('\n');
  const values = useMemo(
    () =>
      Object.fromEntries(
        text.split('\n').map((value, index) => [names[index], value || undefined]),
      ) as Partial<Record<Name, string>>,
    [text, names],
  );
  const update = (changes: Partial<Record<Name, string | undefined>>) =>
    setParams(
      before => {
        const after = new URLSearchParams(before);
        for (const [name, value] of Object.entries<string | undefined>(changes)) {
          if (value) after.set(name, value);
          else after.delete(name);
        }
        return after;
      },
      { replace: true },
    );
  const clear = () =>
    update(Object.fromEntries(names.map(name => [name, undefined])) as typeof values);
  return { values, update, clear, isFiltered: Object.values(values).some(Boolean) };
}
