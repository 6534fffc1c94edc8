import type {
  ChangeForecast,
  PatchResource,
  Resource,
} from '@bailiwick/backstage-plugin-infra-common';
import { Check, CheckFigure, CheckResult } from '../request/LiveCheck';
import { isNothing, Note, Quiet, useCostText } from '../shared';
import { useText } from '../translations';
import { useChangeForecast, useExtensionForecast } from './useForecasts';

interface ChangeCheckProps {
  resource: Resource;
  /** Undefined while there is nothing to check. */
  patch: PatchResource | undefined;
}

/** Checks a change while it is being written: what it would take, what would be left, and who would be asked. */
export function ChangeCheck({ resource, patch }: ChangeCheckProps) {
  const t = useText();
  const query = useChangeForecast(resource.id, patch);
  if (!patch) return <Quiet>{t('resources.edit.checkLater')}</Quiet>;
  return (
    <Check query={query}>
      {forecast => (
        <CheckResult result={forecast}>
          <Cost cost={forecast.cost} />
        </CheckResult>
      )}
    </Check>
  );
}

function Cost({ cost: { before, after, delta } }: Pick<ChangeForecast, 'cost'>) {
  const t = useText();
  const text = useCostText();
  return (
    <CheckFigure title={t('request.check.cost')}>
      {isNothing(delta) && !delta.monthlyCost
        ? t('resources.edit.sameCost', { amounts: text(after) })
        : `${text(before)} → ${text(after)}`}
    </CheckFigure>
  );
}

/** Until when a resource would live, or why it cannot be extended. */
export function ExtensionCheck({ resource }: { resource: Pick<Resource, 'id'> }) {
  const t = useText();
  const query = useExtensionForecast(resource.id);
  return (
    <Check query={query}>
      {({ problems, differences }) => {
        const after = differences.find(({ pointer }) => pointer === '/expiresAt')?.after;
        if (typeof after === 'string') {
          const date = new Date(after).toLocaleDateString(undefined, { dateStyle: 'long' });
          return <p>{t('resources.confirm.extendsTo', { date })}</p>;
        }
        return <Note tone="bad">{problems.map(({ message }) => message).join(' ')}</Note>;
      }}
    </Check>
  );
}
