import { TemplateLanguage } from '../values';
import { CodeLanding } from './code';
import { HclLanding } from './hcl';
import { Landing, scalarText } from './landing';
import { ShellLanding } from './shell';

export type { Landing } from './landing';

/** Text has no syntax that a value could break, only values that have no obvious form. */
class TextLanding implements Landing {
  feed() {}

  place(value: unknown): string {
    return scalarText(value, 'text');
  }
}

export function landingIn(language: TemplateLanguage): Landing {
  switch (language) {
    case 'text':
      return new TextLanding();
    case 'hcl':
      return new HclLanding();
    case 'shell':
      return new ShellLanding();
    default:
      return new CodeLanding(language);
  }
}
