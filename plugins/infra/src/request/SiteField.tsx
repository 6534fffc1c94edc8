import MenuItem from '@material-ui/core/MenuItem';
import { formatAmounts, Quiet, TextInput, useSites } from '../shared';
import { useUnitQuota } from '../allocations/queries';
import { useText } from '../translations';

interface SiteFieldProps {
  unitId: string | undefined;
  value: string | undefined;
  onChange: (site: string) => void;
  required?: boolean;
  error?: string;
  label?: string;
}

/** Chooses a site, showing what the team has free at each. */
export function SiteField({ unitId, value, onChange, required, error, label }: SiteFieldProps) {
  const t = useText();
  const sites = useSites();
  const quota = useUnitQuota(unitId);
  const freeAt = (site: string): string | undefined => {
    if (!quota.data) return undefined;
    const entry = quota.data.sites.find(one => one.site === site);
    return entry
      ? t('request.siteFree', { free: formatAmounts(t, entry.available) })
      : t('request.siteNothing');
  };
  const problem = error ?? sites.error?.message;
  return (
    <TextInput
      select
      fullWidth
      label={label ?? t('field.site')}
      value={value && sites.data?.includes(value) ? value : ''}
      onChange={event => onChange(event.target.value)}
      required={required}
      variant="outlined"
      error={problem !== undefined}
      helperText={problem ?? t(unitId ? 'request.siteHint' : 'request.siteNeedsTeam')}
      SelectProps={{
        renderValue: site => [site, freeAt(String(site))].filter(Boolean).join(' · '),
      }}
    >
      {(sites.data ?? []).map(site => (
        <MenuItem key={site} value={site}>
          <div>
            <div>{site}</div>
            <Quiet variant="caption">{freeAt(site)}</Quiet>
          </div>
        </MenuItem>
      ))}
    </TextInput>
  );
}
