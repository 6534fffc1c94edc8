import { createFrontendModule } from '@backstage/frontend-plugin-api';
import { ThemeBlueprint } from '@backstage/plugin-app-react';
import {
  createUnifiedTheme,
  genPageTheme,
  pageTheme,
  UnifiedThemeProvider,
} from '@backstage/theme';
import DarkIcon from '@material-ui/icons/Brightness2';
import LightIcon from '@material-ui/icons/WbSunny';
import { darkPalette, lightPalette } from './palettes';

/** One quiet header for every kind of page: what a page is about is in its title, not in its colour. */
const header = genPageTheme({ colors: ['#1b3354', '#24508f'], shape: 'none' });
const headers = Object.fromEntries(Object.keys(pageTheme).map(kind => [kind, header]));

const fontFamily =
  "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', 'Noto Sans', Arial, sans-serif";

const components = {
  MuiButton: { styleOverrides: { root: { textTransform: 'none' as const, fontWeight: 600 } } },
  MuiTab: { styleOverrides: { root: { letterSpacing: 'normal' } } },
};

const light = createUnifiedTheme({
  palette: lightPalette,
  pageTheme: headers,
  defaultPageTheme: 'home',
  fontFamily,
  components,
});

const dark = createUnifiedTheme({
  palette: darkPalette,
  pageTheme: headers,
  defaultPageTheme: 'home',
  fontFamily,
  components: {
    ...components,
    MuiTab: {
      styleOverrides: {
        root: {
          letterSpacing: 'normal',
          '&:hover': { color: darkPalette.linkHover, background: darkPalette.divider },
        },
      },
    },
  },
});

/** The app's light and dark theme, in the place of Backstage's. `tokens.css` says the same to @backstage/ui. */
export const themeModule = createFrontendModule({
  pluginId: 'app',
  extensions: [
    ThemeBlueprint.make({
      name: 'light',
      params: {
        theme: {
          id: 'light',
          title: 'Light',
          variant: 'light',
          icon: <LightIcon />,
          Provider: ({ children }) => (
            <UnifiedThemeProvider theme={light} themeName="bailiwick">
              {children}
            </UnifiedThemeProvider>
          ),
        },
      },
    }),
    ThemeBlueprint.make({
      name: 'dark',
      params: {
        theme: {
          id: 'dark',
          title: 'Dark',
          variant: 'dark',
          icon: <DarkIcon />,
          Provider: ({ children }) => (
            <UnifiedThemeProvider theme={dark} themeName="bailiwick">
              {children}
            </UnifiedThemeProvider>
          ),
        },
      },
    }),
  ],
});
