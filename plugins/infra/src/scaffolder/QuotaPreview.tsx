import { makeStyles } from '@material-ui/core/styles';
import type { CreateResource } from '@bailiwick/backstage-plugin-infra-common';
import { LiveCheck } from '../request/LiveCheck';
import { Section } from '../shared';
import { useText } from '../translations';
import { withQueries } from '../withQueries';
import { formDataOf, typeOf, wishOf } from './formData';
import type { quotaPreviewSchema } from './schemas';
import { useUnitIdOf } from './unitOfForm';

type Props = typeof quotaPreviewSchema.TProps;

const useStyles = makeStyles(theme => ({ root: { marginTop: theme.spacing(2) } }));

/** What a template would take and what would be left, while its form is filled in. */
export const QuotaPreview = (props: Props) => withQueries(<Preview {...props} />);

function Preview({ uiSchema, formContext, schema }: Props) {
  const t = useText();
  const classes = useStyles();
  const { version, ...fields } = uiSchema['ui:options'] ?? {};
  const data = formDataOf(formContext);
  const type = typeOf(data, fields);
  const { name, unit, ...rest } = wishOf(data, fields);
  const unitId = useUnitIdOf(unit);
  const request: CreateResource | undefined =
    type && name && unitId ? { type, version, name, unitId, ...rest } : undefined;
  return (
    <Section title={schema.title ?? t('template.preview')} className={classes.root}>
      <LiveCheck request={request} />
    </Section>
  );
}
