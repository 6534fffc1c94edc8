import { LinkButton } from '@backstage/core-components';
import { useRouteRef } from '@backstage/core-plugin-api';
import { makeStyles } from '@material-ui/core/styles';
import { type FormEvent, useState } from 'react';
import { useNavigate, useParams } from 'react-router-dom';
import { newKey } from '../api';
import { blueprintRouteRef, blueprintsRouteRef } from '../routes';
import {
  Note,
  Opened,
  QueryView,
  ReasonedButton,
  RefusalNote,
  ScreenBody,
  Section,
  TextInput,
  useNotify,
} from '../shared';
import { useText } from '../translations';
import { BlueprintBoard } from './BlueprintBoard';
import { type Draft, draftOf, EMPTY } from './draft';
import { InputsEditor } from './InputsEditor';
import { sortProblems } from './problems';
import {
  useBlueprint,
  useBlueprintCheck,
  useBlueprintRefusal,
  useReadBlueprint,
  useSaveBlueprint,
  useTypesByName,
} from './queries';
import { type Editor, useEditor } from './useEditor';

const useStyles = makeStyles(theme => ({
  form: { display: 'grid', gap: theme.spacing(2.5), minWidth: 0 },
  fields: {
    display: 'grid',
    gap: theme.spacing(2),
    gridTemplateColumns: 'repeat(auto-fit, minmax(min(16rem, 100%), 1fr))',
    alignItems: 'start',
  },
  wide: { gridColumn: '1 / -1' },
  foot: { display: 'flex', flexWrap: 'wrap', gap: theme.spacing(1), justifyContent: 'flex-end' },
}));

/** Writing a new blueprint. */
export function NewBlueprintScreen() {
  const t = useText();
  return (
    <ScreenBody title={t('blueprints.editor.new')} subtitle={t('blueprints.subtitle')}>
      <BlueprintForm initial={EMPTY} />
    </ScreenBody>
  );
}

/** Changing the blueprint in the address. */
export function EditBlueprintScreen() {
  const { name = '' } = useParams();
  const t = useText();
  const query = useBlueprint(name);
  const read = useReadBlueprint();
  return (
    <ScreenBody
      title={t('blueprints.editor.change', { name: query.data?.title ?? name })}
      subtitle={t('blueprints.subtitle')}
    >
      <QueryView query={query}>
        {blueprint => (
          <Opened key={name} record={blueprint} read={read} subject="blueprint">
            {opened => <BlueprintForm initial={draftOf(opened)} revision={opened.revision} />}
          </Opened>
        )}
      </QueryView>
    </ScreenBody>
  );
}

interface BlueprintFormProps {
  initial: Draft;
  /** Of the blueprint that is changed; undefined of a new one. */
  revision?: number;
}

function BlueprintForm({ initial, revision }: BlueprintFormProps) {
  const t = useText();
  const classes = useStyles();
  const notify = useNotify();
  const navigate = useNavigate();
  const toBlueprint = useRouteRef(blueprintRouteRef);
  const toBlueprints = useRouteRef(blueprintsRouteRef);
  const refusal = useBlueprintRefusal();
  const isNew = revision === undefined;
  const [idempotencyKey, setKey] = useState(newKey);
  const types = useTypesByName();
  const editor = useEditor(initial);
  const { draft } = editor;
  const check = useBlueprintCheck(draft);
  const problems = sortProblems(check.data?.problems ?? [], draft);
  const save = useSaveBlueprint(({ name, title }) => {
    notify(t('blueprints.editor.saved', { name: title }));
    navigate(toBlueprint({ name }));
  });

  const reason = (): string | undefined => {
    const count = check.data?.problems.length ?? 0;
    if (refusal) return refusal;
    if (!isNew && !editor.isChanged) return t('blueprints.editor.unchanged');
    if (save.isPending || check.isBehind) return t('blueprints.editor.checking');
    return count > 0 ? t('blueprints.editor.problemsLeft', { count }) : undefined;
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (reason() !== undefined) return;
    save.mutate({ draft, revision, idempotencyKey }, { onError: () => setKey(newKey()) });
  };

  if (refusal) return <Note tone="bad">{refusal}</Note>;
  return (
    <form className={classes.form} onSubmit={submit} noValidate>
      <Section title={t('blueprints.editor.what')}>
        <What editor={editor} isNew={isNew} />
      </Section>
      <BlueprintBoard editor={editor} types={types} problems={problems} />
      <Section title={t('blueprints.inputs.title')}>
        <InputsEditor editor={editor} problems={problems} />
      </Section>
      <Section title={t('blueprints.editor.problems')}>
        <Check query={check} problems={problems} />
      </Section>
      <RefusalNote error={save.error} />
      <div className={classes.foot}>
        <LinkButton to={isNew ? toBlueprints() : toBlueprint({ name: draft.name })}>
          {t('blueprints.editor.leave')}
        </LinkButton>
        <ReasonedButton type="submit" color="primary" variant="contained" reason={reason()}>
          {t(isNew ? 'blueprints.editor.create' : 'blueprints.editor.save')}
        </ReasonedButton>
      </div>
    </form>
  );
}

function What({ editor, isNew }: { editor: Editor; isNew: boolean }) {
  const t = useText();
  const classes = useStyles();
  const { draft, apply } = editor;
  return (
    <div className={classes.fields}>
      <TextInput
        label={t('blueprints.editor.title')}
        required
        value={draft.title}
        onChange={event => {
          const title = event.target.value;
          apply(before => ({ ...before, title }), 'title');
        }}
        variant="outlined"
        inputProps={{ maxLength: 100 }}
      />
      <TextInput
        label={t('blueprints.editor.name')}
        required
        disabled={!isNew}
        value={draft.name}
        onChange={event => {
          const name = event.target.value;
          apply(before => ({ ...before, name }), 'name');
        }}
        variant="outlined"
        helperText={t('blueprints.editor.nameHint')}
        inputProps={{ maxLength: 63 }}
      />
      <TextInput
        label={t('blueprints.editor.description')}
        className={classes.wide}
        value={draft.description ?? ''}
        onChange={({ target: { value } }) =>
          apply(({ description: _, ...before }) => {
            return value === '' ? before : { ...before, description: value };
          }, 'description')
        }
        variant="outlined"
        multiline
        inputProps={{ maxLength: 4000 }}
      />
    </div>
  );
}

interface CheckProps {
  query: ReturnType<typeof useBlueprintCheck>;
  problems: ReturnType<typeof sortProblems>;
}

/** Everything that is wrong, with where it is. */
function Check({ query, problems }: CheckProps) {
  const t = useText();
  return (
    <QueryView query={query} compact>
      {({ problems: all }) => (
        <div role="status">
          <Note tone={all.length === 0 ? 'good' : 'bad'}>
            <p>
              {all.length === 0
                ? t('blueprints.editor.fine')
                : t('blueprints.editor.problemsLeft', { count: all.length })}
            </p>
            {problems.others.map(({ pointer, message }) => (
              <p key={pointer + message}>
                <code>{pointer}</code> {message}
              </p>
            ))}
            {[...problems.byKey, ...problems.byInput].flatMap(([name, found]) =>
              found.map(({ pointer, message }) => (
                <p key={name + pointer + message}>
                  {t('blueprints.editor.problemAt', { node: name })} <code>{pointer}</code>{' '}
                  {message}
                </p>
              )),
            )}
          </Note>
        </div>
      )}
    </QueryView>
  );
}
