import { makeStyles } from '@material-ui/core/styles';
import type { CloudService } from '@bailiwick/backstage-plugin-infra-common';
import { type Column, DataTable, Empty, Quiet, Section } from '../shared';
import { type Text, useText } from '../translations';
import { OutLink, RequestLink, Words } from './labels';

const useStyles = makeStyles({
  name: { fontWeight: 600, overflowWrap: 'anywhere' },
  description: { maxWidth: '36rem' },
});

/** What a cloud serves, a section for each capability. */
export function ServicesTab({ services }: { services: readonly CloudService[] }) {
  const t = useText();
  const capabilities = [...new Set(services.map(({ capability }) => capability))].sort();
  if (capabilities.length === 0) {
    return (
      <Section title={t('clouds.tab.services')} isUntitled>
        <Empty title={t('clouds.services.empty')} />
      </Section>
    );
  }
  return (
    <>
      {capabilities.map(capability => (
        <Section key={capability} title={capability} flush>
          <DataTable
            label={t('clouds.services.list', { capability })}
            rows={services.filter(service => service.capability === capability)}
            rowKey={({ id }) => id}
            columns={columnsOf(t)}
          />
        </Section>
      ))}
    </>
  );
}

function NameCell({ service }: { service: CloudService }) {
  const t = useText();
  const classes = useStyles();
  const { name, description, documentation } = service;
  return (
    <div className={classes.description}>
      <div className={classes.name}>{name}</div>
      <Quiet variant="caption" component="div">
        {description}
      </Quiet>
      {documentation && <OutLink url={documentation}>{t('clouds.documentation')}</OutLink>}
    </div>
  );
}

function columnsOf(t: Text): Column<CloudService>[] {
  return [
    {
      id: 'name',
      label: t('clouds.services.name'),
      render: service => <NameCell service={service} />,
    },
    {
      id: 'operations',
      label: t('clouds.services.operations'),
      render: ({ operations, name }) => (
        <Words label={t('clouds.services.operationsOf', { name })} words={operations} />
      ),
    },
    {
      id: 'pricing',
      label: t('clouds.services.pricing'),
      render: ({ pricing }) => [pricing?.model, pricing?.unit].filter(Boolean).join(', ') || '–',
    },
    {
      id: 'request',
      label: t('clouds.request'),
      kind: 'actions',
      render: ({ resourceType, name }) =>
        resourceType ? (
          <RequestLink type={resourceType} service={name} />
        ) : (
          <Quiet component="span">{t('clouds.services.notRequestable')}</Quiet>
        ),
    },
  ];
}
