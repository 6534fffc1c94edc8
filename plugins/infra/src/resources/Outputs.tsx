import { makeStyles } from '@material-ui/core/styles';
import {
  isSecretReference,
  type Resource,
  SECRET_MASK,
  type Variables,
} from '@bailiwick/backstage-plugin-infra-common';
import { type ReactNode, useState } from 'react';
import { useInfraApi, useInfraMutation } from '../api';
import { ConfirmDialog, CopyButton, Empty, Facts, ReasonedButton, Section } from '../shared';
import { type Text, useText } from '../translations';

const useStyles = makeStyles(theme => ({
  value: {
    display: 'inline-flex',
    alignItems: 'center',
    gap: theme.spacing(0.5),
    flexWrap: 'wrap',
  },
}));

/** A value of a variable or an output as people read it. */
export function readable(t: Text, value: Variables[string]): string {
  if (isSecretReference(value)) return t('approvals.settings.secret', { name: value.$secret });
  if (value === null) return '–';
  if (typeof value === 'boolean')
    return value ? t('resources.overview.on') : t('resources.overview.off');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

interface OutputsProps {
  outputs: Variables;
  /** Whose sensitive outputs can be asked for; where it is left out they stay hidden. */
  revealFor?: Pick<Resource, 'id' | 'name'>;
}

/** What a resource provides. What is sensitive shows only once somebody asks for it. */
export function Outputs({ outputs, revealFor }: OutputsProps) {
  const t = useText();
  const classes = useStyles();
  const [isAsked, setAsked] = useState(false);
  const [revealed, setRevealed] = useState<Variables>({});
  const isHidden = (name: string) => outputs[name] === SECRET_MASK && !(name in revealed);
  const show = (name: string): ReactNode => {
    if (isHidden(name)) return <em>{t('plan.sensitive')}</em>;
    const value = readable(t, outputs[name] === SECRET_MASK ? revealed[name] : outputs[name]);
    return (
      <span className={classes.value}>
        <code>{value}</code>
        <CopyButton text={value} label={name} />
      </span>
    );
  };
  const names = Object.keys(outputs);
  return (
    <Section
      title={t('resources.overview.outputs')}
      actions={
        revealFor &&
        names.some(isHidden) && (
          <ReasonedButton size="small" variant="outlined" onClick={() => setAsked(true)}>
            {t('resources.overview.reveal')}
          </ReasonedButton>
        )
      }
    >
      {names.length === 0 ? (
        <Empty compact title={t('resources.overview.noOutputs')} />
      ) : (
        <Facts facts={names.map(name => [name, show(name)])} />
      )}
      {isAsked && revealFor && (
        <RevealDialog
          resource={revealFor}
          onRevealed={setRevealed}
          onClose={() => setAsked(false)}
        />
      )}
    </Section>
  );
}

interface RevealDialogProps {
  resource: Pick<Resource, 'id' | 'name'>;
  onRevealed: (outputs: Variables) => void;
  onClose: () => void;
}

function RevealDialog({ resource, onRevealed, onClose }: RevealDialogProps) {
  const t = useText();
  const api = useInfraApi();
  // It goes from the answer to the screen, and into no cache.
  const reveal = useInfraMutation({
    mutate: () => api.revealOutputs({ params: { id: resource.id } }),
    changes: () => [],
    onSuccess: ({ outputs }) => {
      onRevealed(outputs);
      onClose();
    },
  });
  return (
    <ConfirmDialog
      title={t('resources.overview.revealTitle', { name: resource.name })}
      confirm={t('resources.overview.reveal')}
      isBusy={reveal.isPending}
      error={reveal.error}
      onClose={onClose}
      onConfirm={() => reveal.mutate(undefined)}
    >
      <p>{t('resources.overview.revealHint')}</p>
    </ConfirmDialog>
  );
}
