import MenuItem from '@material-ui/core/MenuItem';
import { makeStyles } from '@material-ui/core/styles';
import type { ImportType } from '@bailiwick/backstage-plugin-infra-common';
import { type FormEvent, useState } from 'react';
import { validationProblems } from '../api';
import { ErrorNote, ReasonedButton, Section, TextInput } from '../shared';
import { useText } from '../translations';

const useStyles = makeStyles(theme => ({
  form: { display: 'grid', gap: theme.spacing(2.5) },
  fields: {
    display: 'grid',
    gap: theme.spacing(2),
    gridTemplateColumns: 'repeat(auto-fill, minmax(min(18rem, 100%), 1fr))',
    alignItems: 'start',
  },
}));

type SourceKind = 'git' | 'folder';

interface ImportSourceProps {
  /** Of a type that gets another version. */
  name: string | undefined;
  onRead: (wish: ImportType) => void;
  isReading: boolean;
  wasRead: boolean;
  error: Error | null;
}

const EMPTY = { provisioner: 'opentofu', url: '', ref: '', folder: '', path: '', version: '' };

/** Asks where a module is. */
export function ImportSource({ name = '', onRead, isReading, wasRead, error }: ImportSourceProps) {
  const t = useText();
  const classes = useStyles();
  const [kind, setKind] = useState<SourceKind>('git');
  const [texts, setTexts] = useState({ ...EMPTY, name });
  const set = (change: Partial<typeof texts>) => setTexts({ ...texts, ...change });
  const text = (field: keyof typeof texts) => texts[field].trim() || undefined;
  const problems = validationProblems(error);
  const problemAt = (pointer: string) =>
    problems.find(problem => problem.pointer === pointer)?.message;

  const isEnough = text('provisioner') && (kind === 'git' ? text('url') : text('path'));
  const refusal = () => {
    if (isReading) return t('types.imports.reading');
    return isEnough ? undefined : t('types.imports.incomplete');
  };
  const reason = refusal();
  const given = (fields: Record<string, string | undefined>) =>
    Object.fromEntries(
      Object.entries(fields).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
    );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (reason !== undefined) return;
    const source =
      kind === 'git'
        ? given({ kind, url: text('url'), ref: text('ref'), folder: text('folder') })
        : given({ kind, path: text('path') });
    onRead({
      provisioner: texts.provisioner.trim(),
      source,
      ...given({ name: text('name'), version: text('version') }),
    });
  };

  const field = (
    key: keyof typeof texts,
    options: { label: string; hint?: string; pointer: string; required?: boolean },
  ) => (
    <TextInput
      label={options.label}
      value={texts[key]}
      onChange={event => set({ [key]: event.target.value })}
      required={options.required}
      error={problemAt(options.pointer) !== undefined}
      helperText={problemAt(options.pointer) ?? options.hint}
      variant="outlined"
      autoComplete="off"
      inputProps={{ spellCheck: false }}
    />
  );

  return (
    <Section title={t('types.imports.source')}>
      <form
        className={classes.form}
        onSubmit={submit}
        noValidate
        aria-label={t('types.imports.source')}
      >
        <div className={classes.fields}>
          {field('provisioner', {
            label: t('types.imports.provisioner'),
            pointer: '/provisioner',
            required: true,
          })}
          <TextInput
            select
            label={t('types.imports.kind')}
            value={kind}
            onChange={event => setKind(event.target.value === 'folder' ? 'folder' : 'git')}
            variant="outlined"
          >
            <MenuItem value="git">{t('types.imports.kindGit')}</MenuItem>
            <MenuItem value="folder">{t('types.imports.kindFolder')}</MenuItem>
          </TextInput>
          {kind === 'git' ? (
            <>
              {field('url', {
                label: t('types.imports.url'),
                pointer: '/source/url',
                required: true,
              })}
              {field('ref', {
                label: t('types.imports.ref'),
                hint: t('types.imports.refHint'),
                pointer: '/source/ref',
              })}
              {field('folder', { label: t('types.imports.folder'), pointer: '/source/folder' })}
            </>
          ) : (
            field('path', {
              label: t('types.imports.path'),
              pointer: '/source/path',
              required: true,
            })
          )}
          {field('name', {
            label: t('types.imports.name'),
            hint: t('types.imports.nameHint'),
            pointer: '/name',
          })}
          {field('version', { label: t('types.imports.version'), pointer: '/version' })}
        </div>
        <ErrorNote error={error} />
        <div>
          <ReasonedButton
            type="submit"
            variant={wasRead ? 'outlined' : 'contained'}
            color="primary"
            reason={reason}
          >
            {t(wasRead ? 'types.imports.readAgain' : 'types.imports.read')}
          </ReasonedButton>
        </div>
      </form>
    </Section>
  );
}
