import { Form } from '@backstage/plugin-scaffolder-react/alpha';
import { makeStyles, type Theme, ThemeProvider } from '@material-ui/core/styles';
import type { ErrorSchema, RJSFSchema, UiSchema } from '@rjsf/utils';
import type { ValidationProblem, Variables } from '@bailiwick/backstage-plugin-infra-common';
import { useMemo } from 'react';
import { useText } from '../translations';
import { SecretField, type SecretScope } from './SecretField';
import { SECRET_FIELD, variableValidator } from './variableSchema';

const useStyles = makeStyles(theme => ({
  // The form brings margins of its own, which add up with those of the section around.
  root: { marginTop: theme.spacing(-1), '& .MuiGrid-container': { marginTop: '0 !important' } },
}));

/** Fields look like those of the rest of the page. */
const withOutlines = (theme: Theme): Theme => ({
  ...theme,
  props: { ...theme.props, MuiTextField: { variant: 'outlined' } },
});

interface VariableFormProps {
  schema: RJSFSchema;
  value: Variables;
  onChange: (variables: Variables) => void;
  /** What the backend had to say about them, with pointers into the request. */
  problems?: readonly ValidationProblem[];
  /** How single fields are shown. */
  ui?: UiSchema;
  /** Whose secrets are offered for what is sensitive. */
  secrets?: SecretScope;
}

const PREFIX = '/variables/';

/** What is around the form says already what it is about. */
const UNTITLED = { 'ui:label': false };

const FIELDS = { [SECRET_FIELD]: SecretField };

/** Sorts the backend's problems to the fields they are about. */
function errorsByField(problems: readonly ValidationProblem[]): ErrorSchema {
  const errors: Record<string, { __errors: string[] }> = {};
  for (const { pointer, message } of problems) {
    if (!pointer.startsWith(PREFIX)) continue;
    const [field] = pointer.slice(PREFIX.length).split('/');
    errors[field] = { __errors: [...(errors[field]?.__errors ?? []), message] };
  }
  return errors as ErrorSchema;
}

/** The form of a resource type's variables, made from their schema. */
export function VariableForm(props: VariableFormProps) {
  const { schema, value, onChange, problems = [], ui, secrets } = props;
  const t = useText();
  const classes = useStyles();
  const extraErrors = useMemo(() => errorsByField(problems), [problems]);
  const uiSchema = useMemo(() => ({ ...ui, ...UNTITLED }), [ui]);
  const isEmpty = Object.keys(schema.properties ?? {}).length === 0;
  if (isEmpty) return <>{t('request.noSettings')}</>;
  return (
    <ThemeProvider theme={withOutlines}>
      <div className={classes.root}>
        <Form
          tagName="div"
          idPrefix="infra-variables"
          schema={schema}
          uiSchema={uiSchema}
          fields={FIELDS}
          formContext={{ secrets }}
          formData={value}
          validator={variableValidator}
          onChange={({ formData }) => onChange(formData as Variables)}
          extraErrors={extraErrors}
          showErrorList={false}
          liveValidate
          noHtml5Validate
        >
          <></>
        </Form>
      </div>
    </ThemeProvider>
  );
}
