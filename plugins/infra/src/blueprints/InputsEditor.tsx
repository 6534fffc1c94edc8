import Button from '@material-ui/core/Button';
import MenuItem from '@material-ui/core/MenuItem';
import { makeStyles } from '@material-ui/core/styles';
import type { BlueprintInput, ValidationProblem } from '@bailiwick/backstage-plugin-infra-common';
import { useState } from 'react';
import { Note, Quiet, TextInput } from '../shared';
import { useText } from '../translations';
import { addInput, changeInput, removeInput, usesOf } from './draft';
import type { SortedProblems } from './problems';
import type { Editor } from './useEditor';

const TYPES: readonly BlueprintInput['type'][] = ['string', 'number', 'integer', 'boolean'];

const useStyles = makeStyles(theme => ({
  root: { display: 'grid', gap: theme.spacing(2), justifyItems: 'start' },
  inputs: {
    listStyle: 'none',
    margin: 0,
    padding: 0,
    display: 'grid',
    gap: theme.spacing(2),
    width: '100%',
  },
  input: {
    display: 'grid',
    gap: theme.spacing(1.5),
    gridTemplateColumns: 'repeat(auto-fill, minmax(min(11rem, 100%), 1fr))',
    alignItems: 'start',
    paddingBottom: theme.spacing(2),
    borderBottom: `1px solid ${theme.palette.divider}`,
  },
  wide: { gridColumn: '1 / -1' },
}));

interface InputsEditorProps {
  editor: Editor;
  problems: SortedProblems;
}

/** What is chosen at each use of the blueprint. */
export function InputsEditor({ editor, problems }: InputsEditorProps) {
  const t = useText();
  const classes = useStyles();
  const { inputs } = editor.draft;
  return (
    <div className={classes.root}>
      {inputs.length === 0 && <Quiet>{t('blueprints.inputs.none')}</Quiet>}
      <ul className={classes.inputs} aria-label={t('blueprints.inputs.title')}>
        {inputs.map((input, index) => (
          // A name is typed letter by letter; the place is what stays.
          <InputFields
            key={`${index} of ${inputs.length}`}
            input={input}
            editor={editor}
            problems={problems.byInput.get(input.name) ?? []}
          />
        ))}
      </ul>
      <Button variant="outlined" size="small" onClick={() => editor.apply(addInput())}>
        {t('blueprints.inputs.add')}
      </Button>
    </div>
  );
}

const NAME = /^[a-z]\w*$/i;

interface InputFieldsProps {
  input: BlueprintInput;
  editor: Editor;
  problems: readonly ValidationProblem[];
}

function InputFields({ input, editor, problems }: InputFieldsProps) {
  const t = useText();
  const classes = useStyles();
  const { draft, apply } = editor;
  const { name } = input;
  const [typed, setTyped] = useState(name);
  const isTaken = draft.inputs.some(other => other !== input && other.name === typed);
  const change = (changes: Partial<BlueprintInput>) =>
    apply(changeInput(name, changes), `${Object.keys(changes)[0]} of ${name}`);
  const rename = (next: string) => {
    setTyped(next);
    const isFree = !draft.inputs.some(other => other.name === next);
    if (NAME.test(next) && isFree) apply(changeInput(name, { name: next }), 'name of an input');
  };
  const labelled = (field: 'name' | 'label' | 'type' | 'description' | 'default') => ({
    label: t(`blueprints.inputs.${field}`),
    variant: 'outlined' as const,
    size: 'small' as const,
  });
  const uses = usesOf(draft, name);
  return (
    <li className={classes.input}>
      <TextInput
        {...labelled('label')}
        value={input.title}
        onChange={event => change({ title: event.target.value })}
        inputProps={{ maxLength: 100 }}
      />
      <TextInput
        {...labelled('name')}
        value={typed}
        onChange={event => rename(event.target.value)}
        error={isTaken || !NAME.test(typed)}
        inputProps={{ maxLength: 63 }}
      />
      <TextInput
        {...labelled('type')}
        select
        value={input.type}
        onChange={event =>
          change({ type: event.target.value as BlueprintInput['type'], default: undefined })
        }
      >
        {TYPES.map(type => (
          <MenuItem key={type} value={type}>
            {t(`blueprints.inputs.types.${type}`)}
          </MenuItem>
        ))}
      </TextInput>
      <DefaultField input={input} onChange={value => change({ default: value })} />
      <TextInput
        {...labelled('description')}
        value={input.description ?? ''}
        onChange={event => change({ description: event.target.value })}
        className={classes.wide}
        inputProps={{ maxLength: 1000 }}
      />
      <Quiet className={classes.wide}>
        {t('blueprints.inputs.usedBy')}: {uses.join(', ') || t('blueprints.inputs.unused')}
      </Quiet>
      {problems.map(({ pointer, message }) => (
        <div key={pointer + message} className={classes.wide}>
          <Note tone="bad">
            <code>{pointer.slice(1)}</code> {message}
          </Note>
        </div>
      ))}
      <div className={classes.wide}>
        <Button size="small" onClick={() => apply(removeInput(name))}>
          {t('blueprints.inputs.remove', { name })}
        </Button>
      </div>
    </li>
  );
}

interface DefaultFieldProps {
  input: BlueprintInput;
  onChange: (value: BlueprintInput['default']) => void;
}

function DefaultField({ input: { type, default: value }, onChange }: DefaultFieldProps) {
  const t = useText();
  const common = {
    label: t('blueprints.inputs.default'),
    variant: 'outlined' as const,
    size: 'small' as const,
  };
  if (type === 'boolean') {
    return (
      <TextInput
        {...common}
        select
        value={value === undefined ? '' : String(value)}
        onChange={({ target }) =>
          onChange(target.value === '' ? undefined : target.value === 'true')
        }
        InputLabelProps={{ shrink: true }}
        SelectProps={{ displayEmpty: true }}
      >
        <MenuItem value="">{t('blueprints.inputs.required')}</MenuItem>
        <MenuItem value="true">{t('blueprints.inputs.yes')}</MenuItem>
        <MenuItem value="false">{t('blueprints.inputs.no')}</MenuItem>
      </TextInput>
    );
  }
  const isNumber = type !== 'string';
  return (
    <TextInput
      {...common}
      type={isNumber ? 'number' : 'text'}
      value={value === undefined ? '' : String(value)}
      onChange={({ target }) => {
        if (target.value === '') onChange(undefined);
        else onChange(isNumber ? Number(target.value) : target.value);
      }}
      helperText={value === undefined ? t('blueprints.inputs.required') : undefined}
    />
  );
}
