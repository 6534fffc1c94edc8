import { Content, Page } from '@backstage/core-components';
import {
  configApiRef,
  identityApiRef,
  useApi,
  useTranslationRef,
} from '@backstage/frontend-plugin-api';
import { HomePageLayoutProps } from '@backstage/plugin-home-react/alpha';
import { HomePageSearchBar } from '@backstage/plugin-search';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import { useEffect, useState } from 'react';
import { homeTranslationRef } from './translation';

const COLUMNS = 12;

const useStyles = makeStyles(theme => ({
  welcome: {
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr) minmax(0, 1fr)',
    gap: theme.spacing(3),
    alignItems: 'center',
    margin: theme.spacing(1, 0, 4),
    [theme.breakpoints.down('sm')]: { gridTemplateColumns: '1fr' },
  },
  widgets: {
    display: 'grid',
    gridTemplateColumns: `repeat(${COLUMNS}, minmax(0, 1fr))`,
    gap: theme.spacing(3),
    alignItems: 'start',
    [theme.breakpoints.down('sm')]: { gridTemplateColumns: '1fr' },
  },
  widget: {
    gridColumn: 'span var(--columns)',
    minWidth: 0,
    [theme.breakpoints.down('sm')]: { gridColumn: 'auto' },
  },
}));

function useDisplayName() {
  const identity = useApi(identityApiRef);
  const [name, setName] = useState<string>();
  useEffect(() => {
    let current = true;
    identity.getProfileInfo().then(profile => current && setName(profile.displayName));
    return () => {
      current = false;
    };
  }, [identity]);
  return name;
}

/** A greeting and a search over the widgets, which stand in the order of `app.extensions`. */
export function HomeLayout({ widgets }: HomePageLayoutProps) {
  const classes = useStyles();
  const { t } = useTranslationRef(homeTranslationRef);
  const organisation = useApi(configApiRef).getOptionalString('organization.name');
  const name = useDisplayName();
  return (
    <Page themeId="home">
      <Content>
        <header className={classes.welcome}>
          <div>
            <Typography variant="h3" component="h1">
              {name ? t('welcome', { name }) : t('welcomeStranger')}
            </Typography>
            {organisation && (
              <Typography color="textSecondary">{t('organisation', { organisation })}</Typography>
            )}
          </div>
          <HomePageSearchBar />
        </header>
        <div className={classes.widgets}>
          {widgets.map(({ node, component, layout }) => (
            <div
              key={node.spec.id}
              className={classes.widget}
              style={{ ['--columns' as string]: layout?.width?.defaultColumns ?? COLUMNS / 2 }}
            >
              {component}
            </div>
          ))}
        </div>
      </Content>
    </Page>
  );
}
