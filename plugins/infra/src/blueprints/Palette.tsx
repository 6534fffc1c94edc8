import Button from '@material-ui/core/Button';
import { makeStyles } from '@material-ui/core/styles';
import AddIcon from '@material-ui/icons/Add';
import { Quiet } from '../shared';
import { useText } from '../translations';
import { addNode } from './draft';
import { DRAGGED_TYPE } from './dragging';
import type { TypesByName } from './queries';
import type { Editor } from './useEditor';
import { isRequestable } from './wiring';

const useStyles = makeStyles(theme => ({
  root: { padding: theme.spacing(0, 2.5, 2), display: 'grid', gap: theme.spacing(1) },
  types: {
    display: 'flex',
    flexWrap: 'wrap',
    gap: theme.spacing(1),
    listStyle: 'none',
    margin: 0,
    padding: 0,
  },
  type: { textTransform: 'none', cursor: 'grab' },
}));

/** What a blueprint can be made of. */
export function Palette({ editor, types }: { editor: Editor; types: TypesByName }) {
  const t = useText();
  const classes = useStyles();
  const offered = [...types.values()].filter(isRequestable);
  return (
    <div className={classes.root}>
      <Quiet>
        {t(offered.length > 0 ? 'blueprints.editor.paletteHint' : 'blueprints.editor.noTypes')}
      </Quiet>
      <ul className={classes.types} aria-label={t('blueprints.editor.palette')}>
        {offered.map(({ name, title }) => (
          <li key={name}>
            <Button
              size="small"
              variant="outlined"
              startIcon={<AddIcon />}
              className={classes.type}
              draggable
              onDragStart={event => event.dataTransfer.setData(DRAGGED_TYPE, name)}
              aria-label={t('blueprints.editor.add', { type: title })}
              onClick={() => editor.apply(addNode(types, name))}
            >
              {title}
            </Button>
          </li>
        ))}
      </ul>
    </div>
  );
}
