import Button from '@material-ui/core/Button';
import Tab from '@material-ui/core/Tab';
import Tabs from '@material-ui/core/Tabs';
import { makeStyles } from '@material-ui/core/styles';
import type { CloudGeneration } from '@bailiwick/backstage-plugin-infra-common';
import { useId, useState } from 'react';
import { CopyButton, download, Facts, Note } from '../../shared';
import { useText } from '../../translations';
import { DiagnosticTable } from '../DiagnosticTable';
import { ScrollFrame } from './ScrollFrame';

const useStyles = makeStyles(theme => ({
  root: { display: 'grid', gap: theme.spacing(2), marginTop: theme.spacing(2.5), minWidth: 0 },
  tabs: { borderBottom: `1px solid ${theme.palette.divider}` },
  tab: { textTransform: 'none', fontFamily: 'monospace', minWidth: 0 },
  buttons: { display: 'flex', alignItems: 'center', gap: theme.spacing(1) },
  text: { margin: 0, fontFamily: 'monospace', fontSize: '0.8125rem', lineHeight: 1.5 },
  frame: {
    padding: theme.spacing(1.5),
    overflow: 'auto',
    maxHeight: '32rem',
    border: `1px solid ${theme.palette.divider}`,
    borderRadius: theme.shape.borderRadius,
    '&:focus-visible': { outline: `2px solid ${theme.palette.primary.main}`, outlineOffset: -2 },
  },
}));

/** What was generated, or why nothing was. */
export function Generated({ generation }: { generation: CloudGeneration }) {
  const t = useText();
  const classes = useStyles();
  const { files, diagnostics, requirements } = generation;
  const { terraform, providers, apis, secrets } = requirements;
  const isThere = Object.keys(files).length > 0;
  return (
    <div className={classes.root}>
      {isThere ? (
        <Note tone="good" alert>
          {t('clouds.code.generate.done')}
        </Note>
      ) : (
        <Note tone="bad" alert>
          {t('clouds.code.generate.refused')}
        </Note>
      )}
      {diagnostics.length > 0 && (
        <DiagnosticTable label={t('clouds.code.generate.remarks')} diagnostics={diagnostics} />
      )}
      {isThere && <FileTabs files={files} />}
      {isThere && (
        <Facts
          facts={[
            [t('clouds.code.generate.terraform'), terraform],
            [
              t('clouds.code.generate.providers'),
              providers.map(({ source, version }) => `${source} ${version ?? ''}`).join(', '),
            ],
            [t('clouds.code.generate.apis'), apis.join(', ')],
            [t('clouds.code.generate.secrets'), secrets.join(', ')],
          ]}
        />
      )}
    </div>
  );
}

function FileTabs({ files }: Pick<CloudGeneration, 'files'>) {
  const t = useText();
  const classes = useStyles();
  const id = useId();
  const names = Object.keys(files);
  const [wanted, setWanted] = useState<string>();
  const shown = wanted !== undefined && names.includes(wanted) ? wanted : names[0];
  const tabId = (name: string) => `${id}-tab-${names.indexOf(name)}`;
  return (
    <>
      <Tabs
        value={shown}
        onChange={(_, next: string) => setWanted(next)}
        className={classes.tabs}
        indicatorColor="primary"
        variant="scrollable"
        scrollButtons="auto"
        aria-label={t('clouds.code.generate.files')}
      >
        {names.map(name => (
          <Tab
            key={name}
            value={name}
            label={name}
            className={classes.tab}
            id={tabId(name)}
            aria-controls={name === shown ? `${id}-panel` : undefined}
          />
        ))}
      </Tabs>
      <div role="tabpanel" id={`${id}-panel`} aria-labelledby={tabId(shown)}>
        <div className={classes.buttons}>
          <CopyButton text={files[shown]} label={shown} />
          <Button
            size="small"
            onClick={() => download(shown.split('/').pop() ?? shown, files[shown])}
            aria-label={t('clouds.code.files.downloadOf', { name: shown })}
          >
            {t('clouds.code.files.download')}
          </Button>
        </div>
        <ScrollFrame label={shown} className={classes.frame}>
          <pre className={classes.text}>{files[shown]}</pre>
        </ScrollFrame>
      </div>
    </>
  );
}
