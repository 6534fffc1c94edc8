import FormControl from '@material-ui/core/FormControl';
import FormHelperText from '@material-ui/core/FormHelperText';
import FormLabel from '@material-ui/core/FormLabel';
import MenuItem from '@material-ui/core/MenuItem';
import { makeStyles } from '@material-ui/core/styles';
import { configApiRef, useApi } from '@backstage/core-plugin-api';
import { Note, TextInput } from '../shared';
import { useText } from '../translations';
import { formatRepoUrl, parseRepoUrl, type RepositoryName } from './repoUrl';
import type { repositoryPickerSchema } from './schemas';

type Props = typeof repositoryPickerSchema.TProps;

const useStyles = makeStyles(theme => ({
  fields: { display: 'grid', gap: theme.spacing(2), marginTop: theme.spacing(1.5) },
}));

/** The hosts that speak GitHub's API and are configured, in their order. */
function useGitHosts(): string[] {
  const config = useApi(configApiRef);
  const entries = config.getOptionalConfigArray('integrations.github') ?? [];
  return entries.map(entry => entry.getOptionalString('host') ?? 'github.com');
}

/** Names a repository on one of the git hosts that the portal is configured for. */
export function RepositoryPicker(props: Props) {
  const { formData, onChange, rawErrors = [], schema, required, disabled } = props;
  const t = useText();
  const classes = useStyles();
  const hosts = useGitHosts();
  const chosen = parseRepoUrl(formData);
  const [problem] = rawErrors;
  const host = chosen.host ?? hosts[0];
  const set = (change: Partial<RepositoryName>) =>
    onChange(formatRepoUrl({ ...chosen, host, ...change }));
  const text = (part: 'owner' | 'repo') => ({
    value: chosen[part] ?? '',
    onChange: (event: { target: { value: string } }) => set({ [part]: event.target.value.trim() }),
    error: problem !== undefined && !chosen[part],
    ...{ variant: 'outlined' as const, fullWidth: true, required, disabled },
  });
  return (
    <FormControl component="fieldset" fullWidth error={problem !== undefined}>
      <FormLabel component="legend">{schema.title ?? t('template.repository.title')}</FormLabel>
      {schema.description && <FormHelperText error={false}>{schema.description}</FormHelperText>}
      {hosts.length === 0 ? (
        <Note tone="bad">{t('template.repository.noHost')}</Note>
      ) : (
        <div className={classes.fields}>
          <TextInput
            select
            label={t('template.repository.host')}
            value={hosts.includes(host) ? host : ''}
            onChange={event => set({ host: event.target.value })}
            {...{ variant: 'outlined', fullWidth: true, required, disabled }}
          >
            {hosts.map(each => (
              <MenuItem key={each} value={each}>
                {each}
              </MenuItem>
            ))}
          </TextInput>
          <TextInput
            label={t('template.repository.owner')}
            helperText={t('template.repository.ownerHint')}
            {...text('owner')}
          />
          <TextInput label={t('template.repository.name')} {...text('repo')} />
        </div>
      )}
      {problem && <FormHelperText>{problem}</FormHelperText>}
    </FormControl>
  );
}
