import { Link } from '@backstage/core-components';
import { useRouteRef } from '@backstage/core-plugin-api';
import { makeStyles } from '@material-ui/core/styles';
import type { Cloud } from '@bailiwick/backstage-plugin-infra-common';
import { useParams } from 'react-router-dom';
import { cloudsRouteRef } from '../routes';
import { QueryView, ScreenBody, Section, TabbedParts } from '../shared';
import { useText } from '../translations';
import { DiagnosticTable } from './DiagnosticTable';
import { OutLink } from './labels';
import { PricingTab } from './PricingTab';
import { useCloud } from './queries';
import { RegionsTab } from './RegionsTab';
import { ServicesTab } from './ServicesTab';
import { SignInTab } from './SignInTab';

const useStyles = makeStyles(theme => ({
  identity: { display: 'flex', flexWrap: 'wrap', gap: theme.spacing(0.5, 2) },
  description: { width: '100%' },
}));

/** One cloud, in the address of which its id is. */
export function CloudScreen() {
  const { id = '' } = useParams();
  const t = useText();
  const classes = useStyles();
  const toClouds = useRouteRef(cloudsRouteRef);
  const query = useCloud(id);
  const cloud = query.data;
  return (
    <ScreenBody
      title={cloud?.name ?? t('clouds.title')}
      subtitle={
        <div className={classes.identity}>
          <div className={classes.description}>{cloud?.description}</div>
          <Link to={toClouds()}>{t('clouds.back')}</Link>
          {cloud?.homepage && <OutLink url={cloud.homepage}>{t('clouds.homepage')}</OutLink>}
          {cloud?.documentation && (
            <OutLink url={cloud.documentation}>{t('clouds.documentation')}</OutLink>
          )}
        </div>
      }
    >
      <QueryView query={query}>{shown => <Parts cloud={shown} />}</QueryView>
    </ScreenBody>
  );
}

function Parts({ cloud }: { cloud: Cloud }) {
  const t = useText();
  return (
    <>
      {cloud.diagnostics.length > 0 && (
        <Section title={t('clouds.diagnostic.title')} flush>
          <DiagnosticTable label={t('clouds.diagnostic.title')} diagnostics={cloud.diagnostics} />
        </Section>
      )}
      <TabbedParts
        label={t('clouds.parts')}
        parts={[
          {
            name: 'services',
            title: t('clouds.tab.services'),
            render: () => <ServicesTab services={cloud.services} />,
          },
          {
            name: 'regions',
            title: t('clouds.tab.regions'),
            render: () => <RegionsTab cloud={cloud} />,
          },
          {
            name: 'pricing',
            title: t('clouds.tab.pricing'),
            render: () => <PricingTab pricing={cloud.pricing} />,
          },
          {
            name: 'sign-in',
            title: t('clouds.tab.signIn'),
            render: () => <SignInTab cloud={cloud} />,
          },
        ]}
      />
    </>
  );
}
