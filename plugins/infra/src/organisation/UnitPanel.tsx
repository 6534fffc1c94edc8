import { EntityRefLink } from '@backstage/plugin-catalog-react';
import { makeStyles } from '@material-ui/core/styles';
import type { Unit } from '@bailiwick/backstage-plugin-infra-common';
import { useState } from 'react';
import { levelOf, useLevels } from '../session';
import { Empty, Facts, kindLabel, Opened, placeOf, ReasonedButton, Section } from '../shared';
import { useText } from '../translations';
import { useReadUnit } from './queries';
import { RoleBindingList } from './RoleBindingList';
import { CreateUnitDialog, DeleteUnitDialog, RenameUnitDialog } from './UnitDialogs';
import { useEditRefusal } from './useEditRefusal';

const useStyles = makeStyles(theme => ({
  root: { display: 'grid', gap: theme.spacing(2.5), minWidth: 0 },
  actions: { display: 'flex', flexWrap: 'wrap', gap: theme.spacing(1) },
}));

interface UnitPanelProps {
  unit: Unit;
  onGone: () => void;
}

/** One unit, what can be done with it, and the roles that were given by hand over it. */
export function UnitPanel({ unit, onGone }: UnitPanelProps) {
  const t = useText();
  const classes = useStyles();
  const levels = useLevels();
  const refusal = useEditRefusal();
  const read = useReadUnit();
  const [asked, setAsked] = useState<'create' | 'rename' | 'delete'>();
  const kindBelow = levels[levelOf(unit) + 1];
  const close = () => setAsked(undefined);
  return (
    <div className={classes.root}>
      <Section
        title={unit.name}
        actions={
          <div className={classes.actions}>
            {kindBelow && (
              <ReasonedButton
                size="small"
                variant="outlined"
                color="primary"
                reason={refusal}
                onClick={() => setAsked('create')}
              >
                {t('organisation.units.create', { kind: kindLabel(t, kindBelow) })}
              </ReasonedButton>
            )}
            <ReasonedButton size="small" reason={refusal} onClick={() => setAsked('rename')}>
              {t('organisation.detail.rename')}
            </ReasonedButton>
            <ReasonedButton size="small" reason={refusal} onClick={() => setAsked('delete')}>
              {t('organisation.detail.delete')}
            </ReasonedButton>
          </div>
        }
      >
        <Facts
          facts={[
            [t('organisation.detail.kind'), kindLabel(t, unit.kind)],
            [t('organisation.detail.place'), placeOf(unit)],
            [t('organisation.detail.slug'), <code>{unit.slug}</code>],
            [t('organisation.detail.group'), unit.ldapGroup && <code>{unit.ldapGroup}</code>],
            [t('organisation.detail.catalog'), <EntityRefLink entityRef={unit.entityRef} />],
          ]}
        />
      </Section>
      <RoleBindingList
        title={t('organisation.detail.roles')}
        unit={unit}
        empty={<Empty compact title={t('organisation.detail.noRoles')} />}
      />
      {asked === 'create' && <CreateUnitDialog kind={kindBelow} parent={unit} onClose={close} />}
      {asked && asked !== 'create' && (
        <Opened record={unit} read={read} subject="unit">
          {opened =>
            asked === 'rename' ? (
              <RenameUnitDialog unit={opened} onClose={close} />
            ) : (
              <DeleteUnitDialog unit={opened} onClose={close} onDeleted={onGone} />
            )
          }
        </Opened>
      )}
    </div>
  );
}
