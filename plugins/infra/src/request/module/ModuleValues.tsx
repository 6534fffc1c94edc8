import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import type { ModuleOfRequest, Variables } from '@bailiwick/backstage-plugin-infra-common';
import { useMemo } from 'react';
import { Note, Quiet } from '../../shared';
import { useText } from '../../translations';
import { SchemaForm, type SchemaFormProps } from '../SchemaForm';
import { formSchemaOf, formUiOf } from '../variableSchema';

const useStyles = makeStyles(theme => ({
  root: { display: 'grid', gap: theme.spacing(1.5), minWidth: 0 },
  notes: { margin: 0, paddingInlineStart: theme.spacing(2.5) },
}));

interface ModuleValuesProps extends Pick<SchemaFormProps, 'onChange' | 'secrets' | 'problems'> {
  module: ModuleOfRequest;
  value: Variables;
}

/** The variables that a module declares, and what was noticed about it. */
export function ModuleValues({ module, value, onChange, secrets, problems }: ModuleValuesProps) {
  const t = useText();
  const classes = useStyles();
  const { schema = {}, outputs = [], notes } = module;
  const form = useMemo(() => formSchemaOf({ schema }), [schema]);
  const ui = useMemo(() => formUiOf({ schema }, () => undefined), [schema]);
  return (
    <div className={classes.root}>
      <Typography variant="subtitle1" component="h4">
        {t('request.module.values')}
      </Typography>
      <SchemaForm
        schema={form}
        ui={ui}
        secrets={secrets}
        value={value}
        onChange={onChange}
        problems={problems}
        pointer="/variables/values"
        empty={<Quiet>{t('request.module.noValues')}</Quiet>}
      />
      <Quiet>
        {outputs.length > 0
          ? t('request.module.outputs', { names: outputs.map(({ name }) => name).join(', ') })
          : t('request.module.noOutputs')}
      </Quiet>
      {notes.length > 0 && (
        <Note tone="ended">
          <ul className={classes.notes}>
            {notes.map(note => (
              <li key={note}>{note}</li>
            ))}
          </ul>
        </Note>
      )}
    </div>
  );
}
