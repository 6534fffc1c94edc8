import { Form } from '@backstage/plugin-scaffolder-react/alpha';
import { makeStyles, type Theme, ThemeProvider } from '@material-ui/core/styles';
import type { ErrorSchema, RJSFSchema, UiSchema } from '@rjsf/utils';
import type { ValidationProblem, Variables } from '@bailiwick/backstage-plugin-infra-common';
import { type ReactNode, useMemo } from 'react';
import { useText } from '../translations';
import { GroupTitle } from './GroupTitle';
import { SecretField, type SecretScope } from './SecretField';
import { SECRET_FIELD, variableValidator } from './variableSchema';

const useStyles = makeStyles(theme => ({
  // The form brings margins of its own, which add up with those of the section around.
  root: {
    marginTop: theme.spacing(-1),
    '& .MuiGrid-container': { marginTop: '0 !important' },
    // Why a field cannot be set has to be readable, though the field is pale. The theme within numbers its class names.
    '& [id$="__help"].Mui-disabled': { color: theme.palette.textSubtle },
  },
}));

/** Fields look like those of the rest of the page. */
const withOutlines = (theme: Theme): Theme => ({
  ...theme,
  props: { ...theme.props, MuiTextField: { variant: 'outlined' } },
});

export interface SchemaFormProps {
  schema: RJSFSchema;
  value: Variables;
  onChange: (variables: Variables) => void;
  /** What the backend had to say about them, with pointers into the request. */
  problems?: readonly ValidationProblem[];
  /** How single fields are shown. */
  ui?: UiSchema;
  /** Whose secrets are offered for what is sensitive. */
  secrets?: SecretScope;
  /** Where in the request the values are. */
  pointer?: string;
  /** Instead of the sentence that there is nothing to fill in. */
  empty?: ReactNode;
}

/** What is around the form says already what it is about. */
const UNTITLED = { 'ui:label': false };

const FIELDS = { [SECRET_FIELD]: SecretField };
const TEMPLATES = { TitleFieldTemplate: GroupTitle };

/** Sorts the backend's problems to the fields they are about. */
function errorsByField(problems: readonly ValidationProblem[], prefix: string): ErrorSchema {
  const errors: Record<string, { __errors: string[] }> = {};
  for (const { pointer, message } of problems) {
    if (!pointer.startsWith(prefix)) continue;
    const [field] = pointer.slice(prefix.length).split('/');
    errors[field] = { __errors: [...(errors[field]?.__errors ?? []), message] };
  }
  return errors as ErrorSchema;
}

/** A form that is made from the schema of its values. */
export function SchemaForm(props: SchemaFormProps) {
  const { schema, value, onChange, problems = [], ui, secrets, pointer = '/variables' } = props;
  const t = useText();
  const classes = useStyles();
  const extraErrors = useMemo(() => errorsByField(problems, `${pointer}/`), [problems, pointer]);
  const uiSchema = useMemo(() => ({ ...ui, ...UNTITLED }), [ui]);
  const isEmpty = Object.keys(schema.properties ?? {}).length === 0;
  if (isEmpty) return <>{props.empty ?? t('request.noSettings')}</>;
  return (
    <ThemeProvider theme={withOutlines}>
      <div className={classes.root}>
        <Form
          tagName="div"
          idPrefix={`infra${pointer.replace(/\//g, '-')}`}
          schema={schema}
          uiSchema={uiSchema}
          fields={FIELDS}
          templates={TEMPLATES}
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
