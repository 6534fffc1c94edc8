import { Link } from '@backstage/core-components';
import { useRouteRef } from '@backstage/core-plugin-api';
import { makeStyles } from '@material-ui/core/styles';
import type { Blueprint } from '@bailiwick/backstage-plugin-infra-common';
import { useNavigate } from 'react-router-dom';
import { blueprintRouteRef, newBlueprintRouteRef } from '../routes';
import {
  type Column,
  DataTable,
  Empty,
  LoadMore,
  Moment,
  QueryView,
  Quiet,
  ReasonedButton,
  ScreenBody,
  Section,
} from '../shared';
import { type Text, useText } from '../translations';
import { useBlueprintRefusal, useBlueprints } from './queries';

const useStyles = makeStyles({
  name: { fontWeight: 600, overflowWrap: 'anywhere' },
});

/** Sets of resources that can be requested together. */
export function BlueprintsScreen() {
  const t = useText();
  const navigate = useNavigate();
  const toNew = useRouteRef(newBlueprintRouteRef);
  const refusal = useBlueprintRefusal();
  const query = useBlueprints();
  const add = (
    <ReasonedButton
      variant="contained"
      color="primary"
      reason={refusal}
      onClick={() => navigate(toNew())}
    >
      {t('blueprints.new')}
    </ReasonedButton>
  );
  return (
    <ScreenBody title={t('blueprints.title')} subtitle={t('blueprints.subtitle')} actions={add}>
      <Section title={t('blueprints.list')} isUntitled flush>
        <QueryView
          query={query}
          isEmpty={({ items }) => items.length === 0}
          empty={
            <Empty title={t('blueprints.empty.title')} action={!refusal && add}>
              {t('blueprints.empty.hint')}
            </Empty>
          }
        >
          {({ items }) => (
            <>
              <DataTable
                label={t('blueprints.list')}
                rows={items}
                rowKey={({ name }) => name}
                columns={columnsOf(t)}
              />
              <LoadMore query={query} />
            </>
          )}
        </QueryView>
      </Section>
    </ScreenBody>
  );
}

function NameCell({ blueprint: { name, title, description } }: { blueprint: Blueprint }) {
  const classes = useStyles();
  const toBlueprint = useRouteRef(blueprintRouteRef);
  return (
    <div>
      <div className={classes.name}>
        <Link to={toBlueprint({ name })}>{title}</Link>
      </div>
      {description && <Quiet variant="caption">{description}</Quiet>}
    </div>
  );
}

function columnsOf(t: Text): Column<Blueprint>[] {
  return [
    {
      id: 'name',
      label: t('blueprints.column.name'),
      render: blueprint => <NameCell blueprint={blueprint} />,
    },
    {
      id: 'what',
      label: t('blueprints.column.what'),
      render: ({ nodes }) => nodes.map(({ key }) => key).join(', '),
    },
    {
      id: 'inputs',
      label: t('blueprints.column.inputs'),
      render: ({ inputs }) =>
        inputs.map(({ title }) => title).join(', ') || t('blueprints.noInputs'),
    },
    {
      id: 'updated',
      label: t('blueprints.column.updated'),
      render: ({ updatedAt }) => <Moment time={updatedAt} />,
    },
  ];
}
