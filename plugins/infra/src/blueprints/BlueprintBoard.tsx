import { makeStyles } from '@material-ui/core/styles';
import ToggleButton from '@material-ui/lab/ToggleButton';
import ToggleButtonGroup from '@material-ui/lab/ToggleButtonGroup';
import { lazy, Suspense, useCallback, useState } from 'react';
import { Empty, Loading, Quiet, ReasonedButton, Section, useFilters } from '../shared';
import { useText } from '../translations';
import { NodeDrawer } from './NodeDrawer';
import { NodeTable } from './NodeTable';
import { Palette } from './Palette';
import type { SortedProblems } from './problems';
import type { TypesByName } from './queries';
import type { Editor } from './useEditor';

/** Only who draws loads what it takes to draw. */
const Canvas = lazy(() => import('./Canvas').then(m => ({ default: m.Canvas })));

const useStyles = makeStyles(theme => ({
  tools: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: theme.spacing(1) },
  hint: { padding: theme.spacing(0, 2.5, 1.5) },
}));

const PARAMETER = ['view'] as const;

interface BlueprintBoardProps {
  editor: Editor;
  types: TypesByName;
  problems: SortedProblems;
}

/** Where a blueprint is put together: as a picture or as a list, with the same possibilities in both. */
export function BlueprintBoard({ editor, types, problems }: BlueprintBoardProps) {
  const t = useText();
  const classes = useStyles();
  const { values, update } = useFilters(PARAMETER);
  const [opened, setOpened] = useState<string>();
  const open = useCallback((key: string) => setOpened(key), []);
  const isList = values.view === 'list';
  const { draft } = editor;
  return (
    <Section
      title={t('blueprints.nodes')}
      flush
      actions={
        <div className={classes.tools}>
          <ReasonedButton
            size="small"
            reason={editor.canUndo ? undefined : t('blueprints.editor.nothingToUndo')}
            onClick={editor.undo}
          >
            {t('blueprints.editor.undo')}
          </ReasonedButton>
          <ReasonedButton
            size="small"
            reason={editor.canRedo ? undefined : t('blueprints.editor.nothingToRedo')}
            onClick={editor.redo}
          >
            {t('blueprints.editor.redo')}
          </ReasonedButton>
          <ToggleButtonGroup
            size="small"
            exclusive
            value={isList ? 'list' : 'canvas'}
            aria-label={t('blueprints.editor.views')}
            onChange={(_, next: string | null) => {
              if (next) update({ view: next === 'list' ? 'list' : undefined });
            }}
          >
            <ToggleButton value="canvas">{t('blueprints.editor.canvas')}</ToggleButton>
            <ToggleButton value="list">{t('blueprints.editor.table')}</ToggleButton>
          </ToggleButtonGroup>
        </div>
      }
    >
      <Palette editor={editor} types={types} />
      {draft.nodes.length === 0 && (
        <Empty compact title={t('blueprints.editor.emptyTitle')}>
          {t('blueprints.editor.emptyHint')}
        </Empty>
      )}
      {draft.nodes.length > 0 && isList && (
        <NodeTable
          blueprint={draft}
          types={types}
          problems={problems}
          editing={{ editor, onSettings: open }}
        />
      )}
      {draft.nodes.length > 0 && !isList && (
        <>
          <Quiet className={classes.hint}>{t('blueprints.editor.canvasHint')}</Quiet>
          <Suspense fallback={<Loading />}>
            <Canvas editor={editor} types={types} problems={problems} onSettings={open} />
          </Suspense>
        </>
      )}
      {opened !== undefined && (
        <NodeDrawer
          nodeKey={opened}
          editor={editor}
          types={types}
          problems={problems.byKey.get(opened) ?? []}
          onRenamed={setOpened}
          onClose={() => setOpened(undefined)}
        />
      )}
    </Section>
  );
}
