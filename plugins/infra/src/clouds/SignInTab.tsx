import { Link } from '@backstage/core-components';
import { useRouteRef } from '@backstage/core-plugin-api';
import { makeStyles } from '@material-ui/core/styles';
import type { Cloud } from '@bailiwick/backstage-plugin-infra-common';
import { cloudSignInRouteRef } from '../routes';
import { type Column, DataTable, Empty, Quiet, Section, StatusLabel } from '../shared';
import { useText } from '../translations';

const useStyles = makeStyles({ name: { fontWeight: 600 }, what: { maxWidth: '40rem' } });

type Method = Cloud['authMethods'][number];

/** How a cloud can be signed in to, the best way first. */
export function SignInTab({ cloud }: { cloud: Cloud }) {
  const t = useText();
  const classes = useStyles();
  const toGuide = useRouteRef(cloudSignInRouteRef);
  const methods = [...cloud.authMethods].sort(
    (a, b) => Number(b.recommended) - Number(a.recommended),
  );
  const columns: Column<Method>[] = [
    {
      id: 'name',
      label: t('clouds.signIn.name'),
      render: ({ name, description }) => (
        <div className={classes.what}>
          <div className={classes.name}>{name}</div>
          <Quiet variant="caption">{description}</Quiet>
        </div>
      ),
    },
    {
      id: 'recommended',
      label: t('clouds.signIn.recommended'),
      render: ({ recommended }) =>
        recommended ? (
          <StatusLabel tone="good">{t('clouds.signIn.isRecommended')}</StatusLabel>
        ) : (
          '–'
        ),
    },
    {
      id: 'complexity',
      label: t('clouds.signIn.complexity'),
      render: ({ complexity }) => complexity ?? '–',
    },
    {
      id: 'guide',
      label: t('clouds.guide.open'),
      kind: 'actions',
      render: ({ id: method, name }) => (
        <Link
          to={toGuide({ id: cloud.id, method })}
          aria-label={t('clouds.guide.openOf', { name })}
        >
          {t('clouds.guide.open')}
        </Link>
      ),
    },
  ];
  return (
    <Section title={t('clouds.tab.signIn')} isUntitled flush>
      {methods.length === 0 ? (
        <Empty title={t('clouds.signIn.empty')} />
      ) : (
        <DataTable
          label={t('clouds.signIn.list')}
          rows={methods}
          rowKey={({ id }) => id}
          columns={columns}
        />
      )}
    </Section>
  );
}
