import { Link } from '@backstage/core-components';
import { useRouteRef } from '@backstage/core-plugin-api';
import { makeStyles } from '@material-ui/core/styles';
import type { CloudAuthMethod, Integration } from '@bailiwick/backstage-plugin-infra-common';
import { type ReactNode, useState } from 'react';
import { useParams } from 'react-router-dom';
import { useIntegrationTypes } from '../../integrations/queries';
import { useKeeping } from '../../integrations/useKeeping';
import { ValidateButton } from '../../integrations/ValidateButton';
import { cloudRouteRef, integrationsRouteRef } from '../../routes';
import { Facts, Note, QueryView, ScreenBody, Section } from '../../shared';
import { useText } from '../../translations';
import { useAuthMethod } from '../queries';
import { CredentialForm } from './CredentialForm';
import { GuideSteps } from './GuideSteps';
import { PluginMarkdown } from './PluginMarkdown';
import { templateWords } from './templateWords';

const useStyles = makeStyles(theme => ({
  list: { ...theme.typography.body2, margin: 0, paddingInlineStart: theme.spacing(2.5) },
  answers: {
    ...theme.typography.body2,
    margin: 0,
    display: 'grid',
    gap: theme.spacing(0.5),
    '& dt': { fontWeight: 600, overflowWrap: 'anywhere' },
    '& dd': { margin: theme.spacing(0, 0, 1.5) },
  },
}));

/** From nothing to stored credentials of a cloud: what to do there, and what to enter here. */
export function GuideScreen() {
  const { id = '', method: methodId = '' } = useParams();
  const t = useText();
  const toCloud = useRouteRef(cloudRouteRef);
  const query = useAuthMethod(id, methodId);
  const guide = query.data?.guide;
  return (
    <ScreenBody
      title={guide?.title ?? t('clouds.tab.signIn')}
      subtitle={
        <>
          <div>{guide?.subtitle}</div>
          <Link to={`${toCloud({ id })}?tab=sign-in`}>{t('clouds.guide.back')}</Link>
        </>
      }
    >
      <QueryView query={query}>{method => <Guide method={method} />}</QueryView>
    </ScreenBody>
  );
}

function Guide({ method }: { method: CloudAuthMethod }) {
  const t = useText();
  const classes = useStyles();
  const { guide, security, prerequisites, useCases, requiredRoles, faq, troubleshooting } = method;
  const list = (texts: readonly string[]) =>
    texts.length > 0 && (
      <ul className={classes.list}>
        {texts.map(text => (
          <li key={text}>{text}</li>
        ))}
      </ul>
    );
  const roles = Object.entries(requiredRoles).filter(([, names]) => names.length > 0);
  return (
    <>
      <Section title={t('clouds.guide.before')}>
        <Facts
          facts={[
            [
              t('clouds.guide.minutes'),
              guide.minutes && t('clouds.guide.minutesText', { count: guide.minutes }),
            ],
            [t('clouds.signIn.complexity'), guide.difficulty ?? method.complexity],
            [t('clouds.guide.useCases'), list(useCases)],
            [t('clouds.guide.prerequisites'), list(prerequisites)],
            [t('clouds.guide.risk'), security?.riskLevel],
            [
              t('clouds.guide.rotation'),
              security?.rotationDays &&
                t('clouds.guide.rotationText', { count: security.rotationDays }),
            ],
            [t('clouds.pricing.notes'), security?.notes],
          ].map(([name, value]) => [name, value || undefined] as [string, ReactNode])}
        />
      </Section>
      {guide.steps.length > 0 && (
        <Section title={t('clouds.guide.steps')}>
          <GuideSteps method={method} />
        </Section>
      )}
      {roles.length > 0 && (
        <Section title={t('clouds.guide.roles')} subtitle={t('clouds.guide.rolesHint')}>
          <Facts facts={roles.map(([capability, names]) => [capability, list(names)] as const)} />
        </Section>
      )}
      <Credentials method={method} />
      <Answers
        title={t('clouds.guide.faq')}
        entries={faq.map(({ question, answer }) => [question, answer] as const)}
      />
      <Answers
        title={t('clouds.guide.troubleshooting')}
        entries={troubleshooting.map(
          ({ problem, solution }) =>
            [<code>{problem}</code>, templateWords(solution, method.fields)] as const,
        )}
      />
    </>
  );
}

function Credentials({ method }: { method: CloudAuthMethod }) {
  const t = useText();
  const toIntegrations = useRouteRef(integrationsRouteRef);
  const types = useIntegrationTypes();
  const { keeps } = useKeeping();
  const [created, setCreated] = useState<Integration>();
  return (
    <Section title={t('clouds.guide.form')} subtitle={t('clouds.guide.formHint')}>
      {created ? (
        <Note
          tone="good"
          alert
          action={
            <ValidateButton
              integration={created}
              type={types.data?.find(({ type }) => type === created.type)}
              refusal={keeps(created.unitId) ? undefined : t('integrations.mayNot')}
            />
          }
        >
          <p>{t('clouds.guide.stored', { name: created.name })}</p>
          <p>
            <Link to={toIntegrations()}>{t('clouds.guide.toIntegrations')}</Link>
          </p>
        </Note>
      ) : (
        <CredentialForm method={method} onCreated={setCreated} />
      )}
    </Section>
  );
}

interface AnswersProps {
  title: string;
  entries: readonly (readonly [question: ReactNode, answer: string])[];
}

function Answers({ title, entries }: AnswersProps) {
  const classes = useStyles();
  if (entries.length === 0) return null;
  return (
    <Section title={title}>
      <dl className={classes.answers}>
        {entries.map(([question, answer]) => (
          <div key={answer}>
            <dt>{question}</dt>
            <dd>
              <PluginMarkdown content={answer} />
            </dd>
          </div>
        ))}
      </dl>
    </Section>
  );
}
