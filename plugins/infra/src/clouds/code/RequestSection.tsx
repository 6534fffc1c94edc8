import { LinkButton } from '@backstage/core-components';
import { useRouteRef } from '@backstage/core-plugin-api';
import { makeStyles } from '@material-ui/core/styles';
import type { CloudOption } from '@bailiwick/backstage-plugin-infra-common';
import { requestRouteRef } from '../../routes';
import { QueryView, Quiet, Section } from '../../shared';
import { useText } from '../../translations';
import { useCloud } from '../queries';

const useStyles = makeStyles(theme => ({
  list: {
    display: 'flex',
    flexWrap: 'wrap',
    gap: theme.spacing(1),
    listStyle: 'none',
    margin: 0,
    padding: 0,
  },
}));

/** Leads from each service to the form that requests it. */
export function RequestSection({ option }: { option: CloudOption }) {
  const t = useText();
  const classes = useStyles();
  const query = useCloud(option.cloud);
  const toRequest = useRouteRef(requestRouteRef);
  return (
    <Section title={t('clouds.code.request.title')} subtitle={t('clouds.code.request.hint')}>
      <QueryView query={query}>
        {cloud => (
          <ul className={classes.list}>
            {option.services.map(({ capability, service, name }) => {
              const type = cloud.services.find(({ id }) => id === service)?.resourceType;
              return (
                <li key={capability}>
                  {type ? (
                    <LinkButton
                      to={`${toRequest()}?type=${encodeURIComponent(type)}`}
                      variant="outlined"
                      color="primary"
                    >
                      {t('clouds.requestOf', { service: name })}
                    </LinkButton>
                  ) : (
                    <Quiet>{t('clouds.code.request.none', { service: name })}</Quiet>
                  )}
                </li>
              );
            })}
          </ul>
        )}
      </QueryView>
    </Section>
  );
}
