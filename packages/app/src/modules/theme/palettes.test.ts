import { getContrastRatio } from '@material-ui/core/styles';
import { darkPalette, lightPalette } from './palettes';

/** WCAG 2.1, success criterion 1.4.3: text that is not large. */
const ENOUGH = 4.5;

const palettes = { light: lightPalette, dark: darkPalette };

describe.each(['light', 'dark'] as const)('the %s palette', name => {
  const { background, text, navigation, ...palette } = palettes[name];

  it.each(['default', 'paper'] as const)('is legible on its ground "%s"', ground => {
    const colours = {
      primary: text.primary,
      secondary: text.secondary,
      subtle: palette.textSubtle,
      link: palette.link,
      linkHover: palette.linkHover,
      action: palette.primary.main,
      error: palette.error.main,
      success: palette.success.main,
      warning: palette.warning.main,
      info: palette.info.main,
    };
    const faint = Object.entries(colours).filter(
      ([, colour]) => getContrastRatio(colour, background[ground]) < ENOUGH,
    );
    expect(faint).toEqual([]);
  });

  it.each([
    ['an error', palette.errorText, palette.errorBackground],
    ['a warning', palette.warningText, palette.warningBackground],
    ['an information', palette.infoText, palette.infoBackground],
    ['the navigation', navigation.color, navigation.background],
    ['the chosen page in the navigation', navigation.selectedColor, navigation.background],
    ['a hovered page in the navigation', navigation.color, navigation.navItem.hoverBackground],
    ['a banner', palette.banner.text, palette.banner.info],
    ['an error banner', palette.banner.text, palette.banner.error],
    ['a warning banner', palette.banner.text, palette.banner.warning],
  ])('is legible in %s', (_, foreground, ground) => {
    expect(getContrastRatio(foreground, ground)).toBeGreaterThanOrEqual(ENOUGH);
  });
});
