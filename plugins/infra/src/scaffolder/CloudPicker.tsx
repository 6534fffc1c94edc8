import FormHelperText from '@material-ui/core/FormHelperText';
import MenuItem from '@material-ui/core/MenuItem';
import { makeStyles } from '@material-ui/core/styles';
import { CloudChoice } from '../clouds/code/CloudChoice';
import { NeedsSection } from '../clouds/code/NeedsSection';
import { useClouds } from '../clouds/queries';
import { Quiet, TextInput } from '../shared';
import { useText } from '../translations';
import { withQueries } from '../withQueries';
import { formDataOf, textAt } from './formData';
import { addressOf, parseRepoUrl } from './repoUrl';
import type { cloudPickerSchema } from './schemas';

type Props = typeof cloudPickerSchema.TProps;

const useStyles = makeStyles(theme => ({
  parts: { display: 'grid', gap: theme.spacing(2), minWidth: 0 },
}));

/** Chooses a cloud: by its name, or by what the code of a repository needs. */
export const CloudPicker = (props: Props) => withQueries(<Picker {...props} />);

function Picker(props: Props) {
  const { repositoryField } = props.uiSchema['ui:options'] ?? {};
  const named = parseRepoUrl(textAt(formDataOf(props.formContext), repositoryField));
  return repositoryField === undefined ? (
    <ByName {...props} />
  ) : (
    <ByNeeds {...props} repository={addressOf(named)} />
  );
}

/** For what the code of a repository needs: what each cloud has for it, and for how much. */
function ByNeeds(props: Props & { repository: string | undefined }) {
  const { formData, onChange, rawErrors = [], repository } = props;
  const t = useText();
  const classes = useStyles();
  if (!repository) return <Quiet>{t('template.repositoryFirst')}</Quiet>;
  return (
    <div className={classes.parts}>
      <NeedsSection key={repository} searched={{ key: repository, repository }}>
        {capabilities => (
          <CloudChoice capabilities={capabilities} value={formData} onChange={onChange} />
        )}
      </NeedsSection>
      {rawErrors.length > 0 && <FormHelperText error>{rawErrors[0]}</FormHelperText>}
    </div>
  );
}

function ByName({ formData, onChange, rawErrors = [], schema, required }: Props) {
  const t = useText();
  const clouds = useClouds();
  const problem = rawErrors[0] ?? clouds.error?.message;
  const offered = clouds.data ?? [];
  return (
    <TextInput
      select
      fullWidth
      variant="outlined"
      label={schema.title ?? t('template.cloud')}
      value={offered.some(({ id }) => id === formData) ? formData : ''}
      onChange={event => onChange(event.target.value)}
      required={required}
      error={problem !== undefined}
      helperText={problem ?? schema.description}
      SelectProps={{ renderValue: id => offered.find(cloud => cloud.id === id)?.name }}
    >
      {offered.map(({ id, name, description }) => (
        <MenuItem key={id} value={id}>
          <div>
            <div>{name}</div>
            <Quiet variant="caption">{description}</Quiet>
          </div>
        </MenuItem>
      ))}
    </TextInput>
  );
}
