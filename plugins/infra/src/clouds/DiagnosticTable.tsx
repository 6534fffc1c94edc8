import { makeStyles } from '@material-ui/core/styles';
import type { CloudDiagnostic } from '@bailiwick/backstage-plugin-infra-common';
import { type Column, DataTable, Quiet, StatusLabel } from '../shared';
import { useText } from '../translations';
import { SEVERITY_TONE } from './labels';

const useStyles = makeStyles({ place: { overflowWrap: 'anywhere' } });

/** "a.py:3:7"; empty for what is about no file. */
export const placeText = ({ file, line, column }: Partial<CloudDiagnostic>): string =>
  [file, line, column].filter(part => part !== undefined).join(':');

interface DiagnosticTableProps {
  label: string;
  diagnostics: readonly CloudDiagnostic[];
}

/** What somebody should know of files, with the places. */
export function DiagnosticTable({ label, diagnostics }: DiagnosticTableProps) {
  const t = useText();
  const classes = useStyles();
  const columns: Column<CloudDiagnostic>[] = [
    {
      id: 'severity',
      label: t('clouds.diagnostic.severity'),
      render: ({ severity }) => (
        <StatusLabel tone={SEVERITY_TONE[severity]}>
          {t(`clouds.diagnostic.of.${severity}`)}
        </StatusLabel>
      ),
    },
    {
      id: 'message',
      label: t('clouds.diagnostic.message'),
      render: ({ message, rule }) => (
        <div>
          {message}
          <Quiet variant="caption" component="div">
            {rule}
          </Quiet>
        </div>
      ),
    },
    {
      id: 'place',
      label: t('clouds.diagnostic.place'),
      render: diagnostic => <code className={classes.place}>{placeText(diagnostic) || '–'}</code>,
    },
  ];
  return (
    <DataTable
      label={label}
      rows={diagnostics}
      rowKey={one => `${placeText(one)} ${one.rule} ${one.message}`}
      columns={columns}
    />
  );
}
