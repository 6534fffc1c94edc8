import Button from '@material-ui/core/Button';
import { makeStyles } from '@material-ui/core/styles';
import type { CloudOption, CloudTransformation } from '@bailiwick/backstage-plugin-infra-common';
import { CopyButton, download, Empty, QueryView, Quiet, Section } from '../../shared';
import { useText } from '../../translations';
import { DiagnosticTable } from '../DiagnosticTable';
import { Words } from '../labels';
import { DiffView } from './DiffView';
import { type Submission, useTransformation } from './queries';

const useStyles = makeStyles(theme => ({
  file: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(0.5, 1),
    padding: theme.spacing(1.5, 2.5, 1),
    margin: 0,
  },
  name: {
    ...theme.typography.body1,
    fontFamily: 'monospace',
    fontWeight: 600,
    margin: 0,
    overflowWrap: 'anywhere',
  },
  requirements: { padding: theme.spacing(2, 2.5), display: 'grid', gap: theme.spacing(0.5) },
}));

interface TransformSectionProps {
  option: CloudOption;
  submission: Submission;
}

/** What the code becomes on a cloud. */
export function TransformSection({ option: { cloud, name }, submission }: TransformSectionProps) {
  const t = useText();
  const query = useTransformation(cloud, submission);
  return (
    <Section
      title={t('clouds.code.transform.title', { name })}
      subtitle={t('clouds.code.transform.hint')}
      flush
    >
      <QueryView query={query}>
        {transformation => <Transformation transformation={transformation} />}
      </QueryView>
    </Section>
  );
}

function Transformation({ transformation }: { transformation: CloudTransformation }) {
  const t = useText();
  const classes = useStyles();
  const { changed, diagnostics, requirements, files } = transformation;
  return (
    <>
      {diagnostics.length > 0 && (
        <DiagnosticTable label={t('clouds.code.needs.remarks')} diagnostics={diagnostics} />
      )}
      {changed.length === 0 ? (
        <Empty title={t('clouds.code.transform.nothing')} />
      ) : (
        changed.map(({ file, diff }) => (
          <section key={file} aria-label={file}>
            <div className={classes.file}>
              <h4 className={classes.name}>{file}</h4>
              <CopyButton text={files[file]} label={file} />
              <Button
                size="small"
                onClick={() => download(file.split('/').pop() ?? file, files[file])}
                aria-label={t('clouds.code.files.downloadOf', { name: file })}
              >
                {t('clouds.code.files.download')}
              </Button>
            </div>
            <DiffView
              file={file}
              diff={diff}
              diagnostics={diagnostics.filter(one => one.file === file)}
            />
          </section>
        ))
      )}
      {requirements.length > 0 && (
        <div className={classes.requirements}>
          <Quiet>{t('clouds.code.transform.requirements')}</Quiet>
          <Words
            label={t('clouds.code.transform.requirements')}
            words={requirements.map(one => `${one.package}${one.version}`)}
          />
        </div>
      )}
    </>
  );
}
