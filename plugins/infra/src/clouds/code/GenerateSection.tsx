import MenuItem from '@material-ui/core/MenuItem';
import { makeStyles } from '@material-ui/core/styles';
import type { Cloud, CloudOption } from '@bailiwick/backstage-plugin-infra-common';
import { type FormEvent, useState } from 'react';
import { validationProblems } from '../../api';
import { ErrorNote, QueryView, ReasonedButton, Section, TextInput } from '../../shared';
import { useText } from '../../translations';
import { useCloud } from '../queries';
import { Generated } from './Generated';
import { readParameters } from './parameters';
import { useGeneration } from './queries';

const useStyles = makeStyles(theme => ({
  form: {
    display: 'grid',
    gap: theme.spacing(2),
    gridTemplateColumns: 'repeat(auto-fit, minmax(min(14rem, 100%), 1fr))',
    alignItems: 'start',
  },
  wide: { gridColumn: '1 / -1' },
  parameters: { fontFamily: 'monospace', fontSize: '0.8125rem' },
}));

/** Makes the configuration that sets a cloud up. */
export function GenerateSection({ option }: { option: CloudOption }) {
  const t = useText();
  const query = useCloud(option.cloud);
  return (
    <Section
      title={t('clouds.code.generate.title')}
      subtitle={t('clouds.code.generate.hint', { name: option.name })}
    >
      <QueryView query={query}>{cloud => <Generator cloud={cloud} option={option} />}</QueryView>
    </Section>
  );
}

/** Services of which one has to be chosen: those of capabilities that the cloud serves in several ways. */
const alternativesOf = (cloud: Cloud, option: CloudOption) =>
  option.services.flatMap(({ capability }) => {
    const services = cloud.services.filter(service => service.capability === capability);
    return services.length > 1 ? [{ capability, services }] : [];
  });

interface GeneratorProps {
  cloud: Cloud;
  option: CloudOption;
}

function Generator({ cloud, option }: GeneratorProps) {
  const t = useText();
  const classes = useStyles();
  const generation = useGeneration(cloud.id);
  const [projectName, setProjectName] = useState('');
  const [environment, setEnvironment] = useState('dev');
  const [region, setRegion] = useState(cloud.defaultRegion);
  const [services, setServices] = useState<Record<string, string>>(() =>
    Object.fromEntries(option.services.map(({ capability, service }) => [capability, service])),
  );
  const [text, setText] = useState('');
  const { parameters, wrong } = readParameters(text);
  const problems = validationProblems(generation.error);
  const problemAt = (pointer: string) =>
    problems.find(one => one.pointer === pointer || one.pointer.startsWith(`${pointer}/`))?.message;
  const wrongText = t('clouds.code.generate.wrongLines', { lines: wrong.join(', ') });
  const reason = () => {
    if (generation.isPending) return t('clouds.code.generate.busy');
    if (projectName.trim() === '' || environment.trim() === '') {
      return t('clouds.code.generate.incomplete');
    }
    return wrong.length > 0 ? wrongText : undefined;
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (reason() !== undefined) return;
    generation.mutate({
      ...{ projectName: projectName.trim(), environment: environment.trim(), region },
      capabilities: option.services.map(({ capability }) => capability),
      ...{ services, parameters },
    });
  };
  const textField = (
    label: string,
    value: string,
    onChange: (next: string) => void,
    problem: string | undefined,
  ) => (
    <TextInput
      required
      label={label}
      value={value}
      onChange={event => onChange(event.target.value)}
      error={problem !== undefined}
      helperText={problem}
      variant="outlined"
      size="small"
      autoComplete="off"
      inputProps={{ spellCheck: false }}
    />
  );
  return (
    <>
      <form className={classes.form} onSubmit={submit} noValidate>
        {textField(
          t('clouds.code.generate.project'),
          projectName,
          setProjectName,
          problemAt('/projectName'),
        )}
        {textField(
          t('clouds.code.generate.environment'),
          environment,
          setEnvironment,
          problemAt('/environment'),
        )}
        <TextInput
          select
          label={t('clouds.code.generate.region')}
          value={region}
          onChange={event => setRegion(event.target.value)}
          variant="outlined"
          size="small"
        >
          {cloud.regions.map(({ id, name }) => (
            <MenuItem key={id} value={id}>
              {name === id ? id : `${name} (${id})`}
            </MenuItem>
          ))}
        </TextInput>
        {alternativesOf(cloud, option).map(({ capability, services: offered }) => (
          <TextInput
            key={capability}
            select
            label={t('clouds.code.generate.service', { capability })}
            value={services[capability]}
            onChange={event => setServices({ ...services, [capability]: event.target.value })}
            variant="outlined"
            size="small"
          >
            {offered.map(({ id, name }) => (
              <MenuItem key={id} value={id}>
                {name}
              </MenuItem>
            ))}
          </TextInput>
        ))}
        <TextInput
          className={classes.wide}
          label={t('clouds.code.generate.parameters')}
          value={text}
          onChange={event => setText(event.target.value)}
          error={wrong.length > 0 || problemAt('/parameters') !== undefined}
          helperText={
            wrong.length > 0
              ? wrongText
              : (problemAt('/parameters') ?? t('clouds.code.generate.parametersHint'))
          }
          multiline
          minRows={2}
          maxRows={12}
          variant="outlined"
          size="small"
          InputProps={{ className: classes.parameters }}
          inputProps={{ spellCheck: false }}
        />
        <div className={classes.wide}>
          <ReasonedButton type="submit" variant="contained" color="primary" reason={reason()}>
            {t('clouds.code.generate.submit')}
          </ReasonedButton>
        </div>
      </form>
      <ErrorNote error={generation.error} />
      {generation.data && <Generated generation={generation.data} />}
    </>
  );
}
