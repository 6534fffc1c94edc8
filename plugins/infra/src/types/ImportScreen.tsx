import { Link } from '@backstage/core-components';
import { useRouteRef } from '@backstage/core-plugin-api';
import { makeStyles } from '@material-ui/core/styles';
import type { ImportedType, ImportType } from '@bailiwick/backstage-plugin-infra-common';
import { useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { useResourceTypes } from '../resources/queries';
import { typeRouteRef, typesRouteRef } from '../routes';
import { ADMIN_ROLES, isAdmin, useMe } from '../session';
import { Note, QueryView, ScreenBody, Section, useFilters, useNotify } from '../shared';
import { RolesNeeded } from '../shared/RolesNeeded';
import { useText } from '../translations';
import { ImportReview } from './ImportReview';
import { ImportSource } from './ImportSource';
import { useImport } from './queries';

const useStyles = makeStyles(theme => ({
  list: { margin: 0, paddingInlineStart: theme.spacing(2.5) },
}));

const PARAMETERS = ['name'] as const;

/** Reading a module, looking at the type that it would make, and saving that. */
export function ImportScreen() {
  const t = useText();
  const toTypes = useRouteRef(typesRouteRef);
  const me = useMe();
  return (
    <ScreenBody
      title={t('types.imports.title')}
      subtitle={
        <>
          <Link to={toTypes()}>{t('types.back')}</Link>
          <p>{t('types.imports.subtitle')}</p>
        </>
      }
    >
      <QueryView query={me}>
        {who =>
          isAdmin(who) ? (
            <Import />
          ) : (
            <Note tone="warning">
              <p>{t('types.onlyAdmins')}</p>
              <RolesNeeded roles={ADMIN_ROLES} />
            </Note>
          )
        }
      </QueryView>
    </ScreenBody>
  );
}

function Import() {
  const { values } = useFilters(PARAMETERS);
  const read = useImport();
  const [imported, setImported] = useState<ImportedType>();
  const start = (wish: ImportType) => {
    setImported(undefined);
    read.mutate(wish, { onSuccess: setImported });
  };
  return (
    <>
      <ImportSource
        name={values.name}
        onRead={start}
        isReading={read.isPending}
        wasRead={imported !== undefined}
        error={read.error}
      />
      {imported && <Proposed imported={imported} />}
    </>
  );
}

function Proposed({ imported }: { imported: ImportedType }) {
  const t = useText();
  const classes = useStyles();
  const notify = useNotify();
  const navigate = useNavigate();
  const toType = useRouteRef(typeRouteRef);
  const types = useResourceTypes();
  return (
    <>
      {imported.notes.length > 0 && (
        <Section title={t('types.imports.notes')}>
          <ul className={classes.list}>
            {imported.notes.map(note => (
              <li key={note}>{note}</li>
            ))}
          </ul>
        </Section>
      )}
      <QueryView query={types}>
        {() => (
          <ImportReview
            proposal={imported.proposal}
            types={types}
            onSaved={({ name, title }, version) => {
              notify(
                version
                  ? t('types.imports.versionAdded', { version })
                  : t('types.imports.created', { title }),
              );
              navigate(toType({ name }));
            }}
          />
        )}
      </QueryView>
    </>
  );
}
