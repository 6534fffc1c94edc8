import Button from '@material-ui/core/Button';
import { makeStyles } from '@material-ui/core/styles';
import classNames from 'classnames';
import { type DragEvent, useId, useRef, useState } from 'react';
import { Note, Quiet, ReasonedButton, Section } from '../../shared';
import { useText } from '../../translations';
import { PastedFile } from './PastedFile';
import { problemOfFiles, readSourceFiles, type RefusedFile, type SourceFiles } from './sourceFiles';

const useStyles = makeStyles(theme => ({
  body: { display: 'grid', gap: theme.spacing(2) },
  target: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    justifyContent: 'center',
    gap: theme.spacing(1, 2),
    padding: theme.spacing(3, 2),
    border: `2px dashed ${theme.palette.divider}`,
    borderRadius: theme.shape.borderRadius,
  },
  over: { borderColor: theme.palette.primary.main, background: theme.palette.action.hover },
  list: { listStyle: 'none', margin: 0, padding: 0, maxHeight: '16rem', overflowY: 'auto' },
  file: {
    display: 'flex',
    alignItems: 'center',
    gap: theme.spacing(1),
    '& code': { flex: 1, minWidth: 0, overflowWrap: 'anywhere' },
  },
}));

interface FilesSectionProps {
  files: SourceFiles;
  /** Told how the files change, for reading takes a while and others may come meanwhile. */
  onChange: (change: (files: SourceFiles) => SourceFiles) => void;
  onSubmit: () => void;
  /** What is shown below is of these very files. */
  isSubmitted: boolean;
}

/** Takes files by choosing, dropping or pasting; they stay in the browser until somebody asks about them. */
export function FilesSection({ files, onChange, onSubmit, isSubmitted }: FilesSectionProps) {
  const t = useText();
  const classes = useStyles();
  const [refused, setRefused] = useState<RefusedFile[]>([]);
  const names = Object.keys(files).sort();
  const problem = names.length > 0 ? problemOfFiles(files) : undefined;
  const take = async (chosen: readonly File[]) => {
    const read = await readSourceFiles(chosen);
    setRefused(read.refused);
    onChange(before => ({ ...before, ...read.files }));
  };
  const reason = () => {
    if (names.length === 0) return t('clouds.code.files.none');
    return problem ?? (isSubmitted ? t('clouds.code.files.same') : undefined);
  };
  return (
    <Section title={t('clouds.code.files.title')} subtitle={t('clouds.code.files.hint')}>
      <div className={classes.body}>
        <DropTarget onFiles={take} />
        <PastedFile
          taken={names}
          onAdd={(name, text) => onChange(before => ({ ...before, [name]: text }))}
        />
        {refused.length > 0 && (
          <Note tone="warning" alert>
            <p>{t('clouds.code.files.refused')}</p>
            <ul>
              {refused.map(({ name, reason: why }) => (
                <li key={name}>
                  <code>{name}</code>: {t(`clouds.code.files.reason.${why}`)}
                </li>
              ))}
            </ul>
          </Note>
        )}
        {problem && (
          <Note tone="bad" alert>
            {t('clouds.code.files.problem', { problem })}
          </Note>
        )}
        {names.length > 0 && (
          <FileList
            names={names}
            onRemove={name => onChange(({ [name]: _, ...others }) => others)}
          />
        )}
        <div>
          <ReasonedButton variant="contained" color="primary" reason={reason()} onClick={onSubmit}>
            {t('clouds.code.files.submit')}
          </ReasonedButton>
        </div>
      </div>
    </Section>
  );
}

function DropTarget({ onFiles }: { onFiles: (files: readonly File[]) => void }) {
  const t = useText();
  const classes = useStyles();
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setOver] = useState(false);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    onFiles([...event.dataTransfer.files]);
  };
  return (
    <div
      className={classNames(classes.target, isOver && classes.over)}
      onDragOver={event => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
      data-testid="drop-target"
    >
      <input
        ref={input}
        id={id}
        type="file"
        multiple
        hidden
        aria-label={t('clouds.code.files.choose')}
        onChange={({ target }) => {
          onFiles([...(target.files ?? [])]);
          // The same file can be chosen again after it was changed.
          target.value = '';
        }}
      />
      <Button variant="outlined" onClick={() => input.current?.click()}>
        {t('clouds.code.files.choose')}
      </Button>
      <Quiet component="span">{t('clouds.code.files.drop')}</Quiet>
    </div>
  );
}

interface FileListProps {
  names: readonly string[];
  onRemove: (name: string) => void;
}

function FileList({ names, onRemove }: FileListProps) {
  const t = useText();
  const classes = useStyles();
  return (
    <ul className={classes.list} aria-label={t('clouds.code.files.list')} tabIndex={-1}>
      {names.map(name => (
        <li key={name} className={classes.file}>
          <code>{name}</code>
          <Button
            size="small"
            onClick={() => onRemove(name)}
            aria-label={t('clouds.code.files.removeOf', { name })}
          >
            {t('clouds.code.files.remove')}
          </Button>
        </li>
      ))}
    </ul>
  );
}
