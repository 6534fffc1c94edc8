import Button from '@material-ui/core/Button';
import Checkbox from '@material-ui/core/Checkbox';
import Drawer from '@material-ui/core/Drawer';
import FormControlLabel from '@material-ui/core/FormControlLabel';
import FormGroup from '@material-ui/core/FormGroup';
import IconButton from '@material-ui/core/IconButton';
import MenuItem from '@material-ui/core/MenuItem';
import { makeStyles } from '@material-ui/core/styles';
import CloseIcon from '@material-ui/icons/Close';
import type {
  BlueprintNode,
  ResourceType,
  ValidationProblem,
  Variables,
} from '@bailiwick/backstage-plugin-infra-common';
import { useId, useMemo, useState } from 'react';
import { VariableForm } from '../request/VariableForm';
import {
  formSchemaOf,
  formUiOf,
  requestableVersions,
  type TypeVersion,
  withDefaults,
} from '../request/variableSchema';
import { Note, Quiet, TextInput } from '../shared';
import { useText } from '../translations';
import {
  bind,
  bindNew,
  connect,
  disconnect,
  inputOf,
  literalsOf,
  removeNode,
  renameNode,
  setLiterals,
  setVersion,
} from './draft';
import type { TypesByName } from './queries';
import type { Editor } from './useEditor';
import { inputFits, inputTypeOf, ownVariables, suppliesOf, versionOf, whyNot } from './wiring';

const useStyles = makeStyles(theme => ({
  paper: { width: 'min(30rem, 100vw)' },
  root: { display: 'grid', gap: theme.spacing(2.5), padding: theme.spacing(2, 2.5, 4) },
  header: { display: 'flex', alignItems: 'center', justifyContent: 'space-between' },
  title: { ...theme.typography.h6, margin: 0, overflowWrap: 'anywhere' },
  heading: { ...theme.typography.subtitle2, margin: 0 },
  fields: { display: 'grid', gap: theme.spacing(1.5) },
}));

interface NodeDrawerProps {
  nodeKey: string;
  editor: Editor;
  types: TypesByName;
  problems: readonly ValidationProblem[];
  /** The node has another key now. */
  onRenamed: (key: string) => void;
  onClose: () => void;
}

/** Everything that is set of one node of a blueprint. */
export function NodeDrawer(props: NodeDrawerProps) {
  const { nodeKey, editor, types, problems, onRenamed, onClose } = props;
  const t = useText();
  const classes = useStyles();
  const titleId = useId();
  const node = editor.draft.nodes.find(({ key }) => key === nodeKey);
  if (!node) return null;
  const type = types.get(node.type);
  const version = versionOf(types, node);
  return (
    <Drawer
      anchor="right"
      open
      onClose={onClose}
      classes={{ paper: classes.paper }}
      PaperProps={{ role: 'dialog', 'aria-modal': true, 'aria-labelledby': titleId }}
    >
      <div className={classes.root}>
        <header className={classes.header}>
          <h2 id={titleId} className={classes.title}>
            {t('blueprints.editor.settings', { key: node.key })}
          </h2>
          <IconButton aria-label={t('blueprints.editor.drawer.close')} onClick={onClose}>
            <CloseIcon />
          </IconButton>
        </header>
        {problems.map(({ pointer, message }) => (
          <Note key={pointer + message} tone="bad">
            {pointer && <code>{pointer.slice(1)}</code>} {message}
          </Note>
        ))}
        <KeyField node={node} editor={editor} onRenamed={onRenamed} />
        {type && version ? (
          <>
            <VersionField node={node} type={type} editor={editor} />
            <Parents node={node} type={type} editor={editor} types={types} />
            <Values node={node} version={version} editor={editor} problems={problems} />
          </>
        ) : (
          <Note tone="bad">{t('blueprints.editor.drawer.unknownType')}</Note>
        )}
        <div>
          <Button
            variant="outlined"
            onClick={() => {
              editor.apply(removeNode(node.key));
              onClose();
            }}
          >
            {t('blueprints.editor.remove', { key: node.key })}
          </Button>
        </div>
      </div>
    </Drawer>
  );
}

interface PartProps {
  node: BlueprintNode;
  editor: Editor;
}

const KEY = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;

/** What is typed is taken as soon as it is a key that no other node has. */
function KeyField({ node, editor, onRenamed }: PartProps & Pick<NodeDrawerProps, 'onRenamed'>) {
  const t = useText();
  const [typed, setTyped] = useState(node.key);
  const isTaken = editor.draft.nodes.some(({ key }) => key === typed && key !== node.key);
  const isKey = KEY.test(typed) && !isTaken;
  const type = (next: string) => {
    setTyped(next);
    if (!KEY.test(next) || editor.draft.nodes.some(({ key }) => key === next)) return;
    editor.apply(renameNode(node.key, next), 'key');
    onRenamed(next);
  };
  return (
    <TextInput
      label={t('blueprints.editor.drawer.key')}
      value={typed}
      onChange={event => type(event.target.value)}
      variant="outlined"
      size="small"
      error={!isKey}
      helperText={t('blueprints.editor.drawer.keyHint')}
      inputProps={{ maxLength: 30 }}
    />
  );
}

function VersionField({ node, type, editor }: PartProps & { type: ResourceType }) {
  const t = useText();
  const versions = requestableVersions(type);
  if (versions.length < 2 && node.version === undefined) return null;
  const names = new Set([...(node.version ? [node.version] : []), ...versions.map(v => v.version)]);
  return (
    <TextInput
      select
      label={t('blueprints.editor.drawer.version')}
      value={node.version ?? ''}
      onChange={event => editor.apply(setVersion(node.key, event.target.value || undefined))}
      variant="outlined"
      size="small"
      InputLabelProps={{ shrink: true }}
      SelectProps={{ displayEmpty: true }}
    >
      <MenuItem value="">{t('blueprints.editor.drawer.anyVersion')}</MenuItem>
      {[...names].map(name => (
        <MenuItem key={name} value={name}>
          {name}
        </MenuItem>
      ))}
    </TextInput>
  );
}

/** The same as drawing lines in the picture: upon which of the nodes that fit this one rests. */
function Parents({
  node,
  type,
  editor,
  types,
}: PartProps & { type: ResourceType; types: TypesByName }) {
  const t = useText();
  const classes = useStyles();
  const { draft, apply } = editor;
  if (type.parents.length === 0) {
    return <Quiet>{t('blueprints.editor.drawer.noParents')}</Quiet>;
  }
  return (
    <fieldset style={{ border: 0, margin: 0, padding: 0 }}>
      <legend className={classes.heading}>{t('blueprints.editor.drawer.parents')}</legend>
      <FormGroup>
        {type.parents.map(parentType => {
          const candidates = draft.nodes.filter(
            other =>
              other.type === parentType &&
              (node.parents.includes(other.key) ||
                whyNot(draft, types, { parent: other.key, child: node.key }) === undefined),
          );
          const supplies = suppliesOf(types, node, parentType).map(({ variable }) => variable);
          if (candidates.length === 0) {
            return (
              <Quiet key={parentType}>
                {t('blueprints.editor.drawer.noneOf', { type: parentType })}
              </Quiet>
            );
          }
          return candidates.map(({ key }) => (
            <FormControlLabel
              key={key}
              control={
                <Checkbox
                  color="primary"
                  checked={node.parents.includes(key)}
                  onChange={(_, checked) => {
                    const ends = { parent: key, child: node.key };
                    apply(checked ? connect(types, ends) : disconnect(ends));
                  }}
                />
              }
              label={
                <>
                  {key} <Quiet component="span">{parentType}</Quiet>
                  {supplies.length > 0 && (
                    <Quiet variant="caption" component="div">
                      {t('blueprints.editor.drawer.fills', { variables: supplies.join(', ') })}
                    </Quiet>
                  )}
                </>
              }
            />
          ));
        })}
      </FormGroup>
    </fieldset>
  );
}

const NEW = ' new';

interface ValuesProps extends PartProps {
  version: TypeVersion;
  problems: readonly ValidationProblem[];
}

function Values({ node, version, editor, problems }: ValuesProps) {
  const t = useText();
  const classes = useStyles();
  const { draft, apply } = editor;
  const own = ownVariables(version);
  const bound = own.flatMap(([name]) => (inputOf(node.variables[name]) ? name : [])).join('\n');
  const schema = useMemo(() => {
    const names = bound.split('\n');
    const whole = formSchemaOf(version);
    return {
      ...whole,
      properties: Object.fromEntries(
        Object.entries(whole.properties ?? {}).filter(([name]) => !names.includes(name)),
      ),
      required: whole.required?.filter(name => !names.includes(name)),
    };
  }, [version, bound]);
  const ui = useMemo(() => formUiOf(version, () => undefined), [version]);
  const literals = literalsOf(node);
  /** The form fills in defaults by itself, which is no change that anybody made. */
  const change = (next: Variables) => {
    if (JSON.stringify(next) === JSON.stringify(withDefaults(schema, literals))) return;
    apply(setLiterals(node.key, next), `values of ${node.key}`);
  };
  if (own.length === 0) return <Quiet>{t('blueprints.editor.drawer.noSettings')}</Quiet>;
  return (
    <>
      <div className={classes.fields}>
        <p className={classes.heading}>{t('blueprints.editor.drawer.who')}</p>
        {own
          .filter(([, property]) => inputTypeOf(property) !== undefined)
          .map(([name, property]) => (
            <TextInput
              key={name}
              select
              label={property.title ?? name}
              value={inputOf(node.variables[name]) ?? ''}
              onChange={({ target: { value } }) =>
                apply(
                  value === NEW
                    ? bindNew(node.key, name, property)
                    : bind(node.key, name, value || undefined),
                )
              }
              variant="outlined"
              size="small"
              InputLabelProps={{ shrink: true }}
              SelectProps={{ displayEmpty: true }}
            >
              <MenuItem value="">{t('blueprints.editor.drawer.here')}</MenuItem>
              {draft.inputs
                .filter(
                  input =>
                    inputFits(property, input) || input.name === inputOf(node.variables[name]),
                )
                .map(input => (
                  <MenuItem key={input.name} value={input.name}>
                    {t('blueprints.editor.drawer.input', { title: input.title })}
                  </MenuItem>
                ))}
              <MenuItem value={NEW}>{t('blueprints.editor.drawer.newInput')}</MenuItem>
            </TextInput>
          ))}
      </div>
      {Object.keys(schema.properties).length > 0 && (
        <div>
          <p className={classes.heading}>{t('blueprints.editor.drawer.values')}</p>
          <VariableForm
            schema={schema}
            ui={ui}
            secrets="all"
            value={literals}
            onChange={change}
            problems={problems}
          />
        </div>
      )}
    </>
  );
}
