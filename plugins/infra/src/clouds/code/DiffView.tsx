import { makeStyles } from '@material-ui/core/styles';
import type { CloudDiagnostic } from '@bailiwick/backstage-plugin-infra-common';
import { StatusLabel, VisuallyHidden } from '../../shared';
import { useText } from '../../translations';
import { SEVERITY_TONE } from '../labels';
import { ScrollFrame } from './ScrollFrame';
import { type DiffLine, parseUnifiedDiff } from './unifiedDiff';

const useStyles = makeStyles(theme => {
  const isDark = theme.palette.type === 'dark';
  return {
    frame: {
      overflow: 'auto',
      maxHeight: '32rem',
      borderTop: `1px solid ${theme.palette.divider}`,
      borderBottom: `1px solid ${theme.palette.divider}`,
      '&:focus-visible': { outline: `2px solid ${theme.palette.primary.main}`, outlineOffset: -2 },
    },
    table: {
      borderCollapse: 'collapse',
      width: '100%',
      fontFamily: 'monospace',
      fontSize: '0.8125rem',
      lineHeight: 1.5,
      '& td': { padding: 0, verticalAlign: 'top' },
      '& ins, & del': { textDecoration: 'none' },
    },
    number: {
      color: theme.palette.textSubtle,
      textAlign: 'end',
      userSelect: 'none',
      minWidth: '2.5rem',
      padding: `${theme.spacing(0, 1)} !important`,
    },
    sign: { userSelect: 'none', width: '1.25rem', textAlign: 'center' },
    text: { whiteSpace: 'pre', paddingInlineEnd: `${theme.spacing(2)}px !important` },
    added: { background: isDark ? 'rgba(46, 160, 67, 0.22)' : 'rgba(46, 160, 67, 0.14)' },
    removed: { background: isDark ? 'rgba(248, 81, 73, 0.22)' : 'rgba(248, 81, 73, 0.12)' },
    hunk: { color: theme.palette.textSubtle, background: theme.palette.action.hover },
    same: {},
    remark: {
      fontFamily: theme.typography.fontFamily,
      padding: `${theme.spacing(0.5, 1)} !important`,
    },
  };
});

const SIGN = { same: '', added: '+', removed: '-', hunk: '' } as const;

interface DiffViewProps {
  file: string;
  /** Unified. */
  diff: string;
  /** Of the file as it was. */
  diagnostics: readonly CloudDiagnostic[];
}

/** What changes in a file, line by line, with the remarks at their lines. */
export function DiffView({ file, diff, diagnostics }: DiffViewProps) {
  const t = useText();
  const classes = useStyles();
  const label = t('clouds.code.transform.changesOf', { file });
  return (
    <ScrollFrame label={label} className={classes.frame}>
      <table className={classes.table} aria-label={label}>
        <thead>
          <tr>
            {(['before', 'after', 'change', 'text'] as const).map(column => (
              <th key={column} scope="col" style={{ padding: 0 }}>
                <VisuallyHidden>{t(`clouds.code.transform.column.${column}`)}</VisuallyHidden>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {parseUnifiedDiff(diff).map((line, index) => (
            <Line
              // Lines have no other identity: the same text may stand many times.
              key={index}
              line={line}
              remarks={diagnostics.filter(one => one.line && one.line === line.before)}
            />
          ))}
        </tbody>
      </table>
    </ScrollFrame>
  );
}

function Line({ line, remarks }: { line: DiffLine; remarks: readonly CloudDiagnostic[] }) {
  const t = useText();
  const classes = useStyles();
  const { kind, text, before, after } = line;
  const Text = { added: 'ins', removed: 'del', same: 'span', hunk: 'span' }[kind] as 'span';
  return (
    <>
      <tr className={classes[kind]}>
        <td className={classes.number}>{before}</td>
        <td className={classes.number}>{after}</td>
        <td className={classes.sign}>
          <span aria-hidden>{SIGN[kind]}</span>
          {(kind === 'added' || kind === 'removed') && (
            <VisuallyHidden>{t(`clouds.code.transform.${kind}`)}</VisuallyHidden>
          )}
        </td>
        <td className={classes.text}>
          <Text>{text}</Text>
        </td>
      </tr>
      {remarks.map(({ severity, message, rule }) => (
        <tr key={`${rule} ${message}`}>
          <td colSpan={4} className={classes.remark}>
            <StatusLabel tone={SEVERITY_TONE[severity]}>{message}</StatusLabel>
          </td>
        </tr>
      ))}
    </>
  );
}
