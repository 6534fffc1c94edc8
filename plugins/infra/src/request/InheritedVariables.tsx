import { Facts } from '../shared';
import { useText } from '../translations';
import { inheritedVariables, type TypeVersion } from './variableSchema';

/** Variables that nobody sets, and where their values come from. */
export function InheritedVariables({ version }: { version: TypeVersion }) {
  const t = useText();
  const inherited = inheritedVariables(version);
  if (inherited.length === 0) return null;
  return (
    <Facts
      facts={inherited.map(({ title, parentType, output }) => [
        title,
        t('request.inherited', { parent: parentType, output }),
      ])}
    />
  );
}
