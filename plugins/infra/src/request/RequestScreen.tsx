import { LinkButton, MarkdownContent } from '@backstage/core-components';
import { useRouteRef } from '@backstage/core-plugin-api';
import { makeStyles } from '@material-ui/core/styles';
import type { ResourceType } from '@bailiwick/backstage-plugin-infra-common';
import { useResourceTypes } from '../resources/queries';
import { requestRouteRef } from '../routes';
import { Empty, QueryView, ScreenBody, Section, useFilters } from '../shared';
import { useText } from '../translations';
import { RequestForm } from './RequestForm';
import { TypeGallery } from './TypeGallery';
import { requestableVersions } from './variableSchema';

const useStyles = makeStyles(theme => ({
  documentation: {
    ...theme.typography.body2,
    overflowX: 'auto',
    '& > :first-child': { marginTop: 0 },
    '& > :last-child': { marginBottom: 0 },
    '& td, & th': { padding: `${theme.spacing(0.5, 1.5)} !important` },
  },
}));

const PARAMETERS = ['type'] as const;

const isRequestable = (type: ResourceType): boolean =>
  type.enabled !== false && !type.abstract && requestableVersions(type).length > 0;

/** Requesting a resource: what, for whom, where, how; with a check beside it. */
export function RequestScreen() {
  const t = useText();
  const types = useResourceTypes();
  return (
    <ScreenBody title={t('request.title')} subtitle={t('request.subtitle')}>
      <QueryView
        query={types}
        isEmpty={items => !items.some(isRequestable)}
        empty={<Empty title={t('request.noTypes.title')}>{t('request.noTypes.hint')}</Empty>}
      >
        {items => <Request types={items.filter(isRequestable)} />}
      </QueryView>
    </ScreenBody>
  );
}

function Request({ types }: { types: readonly ResourceType[] }) {
  const t = useText();
  const toRequest = useRouteRef(requestRouteRef);
  const { values } = useFilters(PARAMETERS);
  const chosen =
    types.find(({ name }) => name === values.type) ?? (types.length === 1 ? types[0] : undefined);
  if (chosen) {
    return (
      <>
        <Chosen type={chosen} toOthers={types.length > 1 ? toRequest() : undefined} />
        <RequestForm key={chosen.name} type={chosen} />
      </>
    );
  }
  return (
    <Section title={t('request.chooseType')}>
      <TypeGallery types={types} addressOf={type => `${toRequest()}?type=${type}`} />
    </Section>
  );
}

interface ChosenProps {
  type: ResourceType;
  /** Address of everything else that there is. */
  toOthers?: string;
}

function Chosen({ type: { title, description, documentation }, toOthers }: ChosenProps) {
  const t = useText();
  const classes = useStyles();
  return (
    <Section
      title={title}
      subtitle={description}
      actions={
        toOthers && (
          <LinkButton to={toOthers} variant="outlined" size="small">
            {t('request.chooseOther')}
          </LinkButton>
        )
      }
    >
      {documentation && (
        <MarkdownContent content={documentation} className={classes.documentation} />
      )}
    </Section>
  );
}
