import MenuItem from '@material-ui/core/MenuItem';
import { makeStyles } from '@material-ui/core/styles';
import type {
  ModuleOfRequest,
  ValidationProblem,
  Variables,
} from '@bailiwick/backstage-plugin-infra-common';
import type { UiSchema } from '@rjsf/utils';
import { validationProblems } from '../../api';
import { CopyButton, ErrorNote, Note, Quiet, ReasonedButton, TextInput } from '../../shared';
import { useText } from '../../translations';

const useStyles = makeStyles(theme => ({
  root: { display: 'grid', gap: theme.spacing(2) },
  fields: {
    display: 'grid',
    gap: theme.spacing(2),
    gridTemplateColumns: 'repeat(auto-fill, minmax(min(16rem, 100%), 1fr))',
    alignItems: 'start',
  },
  wide: { gridColumn: '1 / -1' },
  foot: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(1, 2),
  },
  commit: { display: 'inline-flex', alignItems: 'center', gap: theme.spacing(0.5), minWidth: 0 },
}));

type Field = 'repository' | 'ref' | 'folder';

interface ModuleSourceProps {
  value: Variables;
  /** Says of fields that cannot be set why. */
  ui: UiSchema | undefined;
  problems: readonly ValidationProblem[] | undefined;
  query: {
    data: ModuleOfRequest | undefined;
    error: Error | null;
    isFetching: boolean;
    refetch: () => unknown;
  };
  /** What is filled in is what was read. */
  isRead: boolean;
  onChange: (source: Variables) => void;
  /** Reads what is there now, and pins it. */
  onRead: (source: Variables) => void;
}

/** Those that have a module, and the one that is filled in. */
const foldersOf = ({ folders }: ModuleOfRequest, chosen: string): string[] =>
  folders.includes(chosen) ? folders : [chosen, ...folders];

/** Where the module is: repository, branch or tag, and the folder, chosen among those that have one. */
export function ModuleSource(props: ModuleSourceProps) {
  const { value, ui, problems = [], query, isRead, onChange, onRead } = props;
  const t = useText();
  const classes = useStyles();
  const { data: found, error, isFetching } = query;
  const text = (name: Field) => (typeof value[name] === 'string' ? (value[name] as string) : '');
  const all = [...problems, ...validationProblems(error)];
  const problemAt = (name: Field) =>
    found?.problem?.pointer === `/variables/${name}` && isRead
      ? found.problem.message
      : all.find(({ pointer }) => pointer === `/variables/${name}`)?.message;
  const refusalOf = (name: Field): string | undefined => ui?.[name]?.['ui:help'];
  const source = (change: Partial<Record<Field | 'commit', string>> = {}): Variables => {
    const fields = { repository: text('repository'), ref: text('ref'), folder: text('folder') };
    const filled = Object.entries({ ...fields, ...change }).filter(([, one]) => one !== '');
    return Object.fromEntries(filled);
  };
  const field = (name: Field, hint: string) => ({
    label: t(`request.module.${name}`),
    value: text(name),
    error: problemAt(name) !== undefined,
    helperText: problemAt(name) ?? refusalOf(name) ?? hint,
    disabled: refusalOf(name) !== undefined,
    variant: 'outlined' as const,
    autoComplete: 'off',
  });
  const reason = () => {
    if (isFetching) return t('request.module.reading');
    if (refusalOf('repository')) return refusalOf('repository');
    return text('repository').trim() ? undefined : t('request.module.incomplete');
  };
  const folders = found && isRead ? foldersOf(found, text('folder')) : undefined;
  const isTold = all.some(({ pointer }) => /^\/variables\/(repository|ref|folder)$/.test(pointer));
  return (
    <div className={classes.root}>
      <div className={classes.fields}>
        <TextInput
          {...field('repository', t('request.module.repositoryHint'))}
          className={classes.wide}
          required
          onChange={event => onChange(source({ repository: event.target.value }))}
          inputProps={{ spellCheck: false, inputMode: 'url' }}
        />
        <TextInput
          {...field('ref', t('request.module.refHint'))}
          onChange={event => onChange(source({ ref: event.target.value }))}
          inputProps={{ spellCheck: false }}
        />
        {folders ? (
          <TextInput
            {...field('folder', t('request.module.folderChoice', { count: `${folders.length}` }))}
            select
            SelectProps={{ displayEmpty: true }}
            InputLabelProps={{ shrink: true }}
            onChange={event =>
              onRead(source({ folder: event.target.value, commit: `${value.commit}` }))
            }
          >
            {folders.map(folder => (
              <MenuItem key={folder} value={folder}>
                {folder || t('request.module.top')}
              </MenuItem>
            ))}
          </TextInput>
        ) : (
          <TextInput
            {...field('folder', t('request.module.folderHint'))}
            onChange={event => onChange(source({ folder: event.target.value }))}
            inputProps={{ spellCheck: false }}
          />
        )}
      </div>
      {!isTold && <ErrorNote error={error} />}
      <div className={classes.foot}>
        <ReasonedButton
          variant="outlined"
          color="primary"
          reason={reason()}
          onClick={() => onRead(source())}
        >
          {t(isRead ? 'request.module.readAgain' : 'request.module.read')}
        </ReasonedButton>
        {isRead && typeof value.commit === 'string' ? (
          <span className={classes.commit}>
            <Quiet component="span">
              {t('request.module.commit')} <code>{value.commit.slice(0, 12)}</code>
            </Quiet>
            <CopyButton text={value.commit} label={t('request.module.copyCommit')} />
          </span>
        ) : (
          <Quiet component="span">{t('request.module.readHint')}</Quiet>
        )}
      </div>
      {isRead && found?.problem && found.folders.length > 0 && (
        <Note tone="waiting">{t('request.module.chooseFolder')}</Note>
      )}
    </div>
  );
}
