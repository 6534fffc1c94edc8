import MenuItem from '@material-ui/core/MenuItem';
import { useQuery } from '@tanstack/react-query';
import { queryKeys, useInfraApi } from '../api';
import { useText } from '../translations';
import { TextInput } from './TextInput';

/** Names of the sites that the inventory knows. */
export function useSites() {
  const api = useInfraApi();
  return useQuery({
    queryKey: queryKeys.sites,
    queryFn: async ({ signal }) => (await api.listSites({ signal })).items.map(({ name }) => name),
    staleTime: 60_000,
  });
}

interface SiteFilterProps {
  value: string | undefined;
  onChange: (site: string | undefined) => void;
  /** What stands for no choice; without it one must be chosen. */
  anyLabel?: string;
  className?: string;
}

/** Chooses a site to look at. */
export function SiteFilter({ value, onChange, anyLabel, className }: SiteFilterProps) {
  const t = useText();
  const sites = useSites();
  const known = sites.data ?? [];
  return (
    <TextInput
      select
      label={t('field.site')}
      value={value && (known.includes(value) || !sites.data) ? value : ''}
      onChange={event => onChange(event.target.value || undefined)}
      variant="outlined"
      size="small"
      className={className}
      error={sites.error !== null}
      helperText={sites.error?.message}
      InputLabelProps={anyLabel ? { shrink: true } : undefined}
      SelectProps={{ displayEmpty: anyLabel !== undefined }}
    >
      {anyLabel && <MenuItem value="">{anyLabel}</MenuItem>}
      {[...new Set([...known, ...(value ? [value] : [])])].map(site => (
        <MenuItem key={site} value={site}>
          {site}
        </MenuItem>
      ))}
    </TextInput>
  );
}
