import { makeStyles } from '@material-ui/core/styles';
import { Link } from 'react-router-dom';
import { useText } from '../translations';
import type { PageEntry } from './groups';
import { useNavigation } from './useNavigation';

const useStyles = makeStyles(theme => ({
  root: {
    overflowX: 'auto',
    scrollbarWidth: 'none',
    padding: theme.spacing(0, 3),
    [theme.breakpoints.down('xs')]: { padding: theme.spacing(0, 2) },
  },
  list: {
    display: 'flex',
    gap: theme.spacing(0.5),
    listStyle: 'none',
    margin: '0 auto',
    padding: 0,
    maxWidth: 1440,
  },
  link: {
    display: 'block',
    padding: theme.spacing(0.75, 1.5),
    borderRadius: 999,
    whiteSpace: 'nowrap',
    textDecoration: 'none',
    fontFamily: theme.typography.fontFamily,
    ...theme.typography.body2,
    color: theme.palette.textSubtle,
    '&:hover': { color: theme.palette.text.primary, background: theme.palette.action.hover },
    '&:focus-visible': { outline: `2px solid ${theme.palette.primary.main}`, outlineOffset: -2 },
    '&[aria-current]': {
      color: theme.palette.text.primary,
      background: theme.palette.action.selected,
      fontWeight: 600,
    },
  },
}));

/** The pages of the group that is open, where there are several. */
export function SubNavigation({ pages }: { pages: readonly PageEntry[] }) {
  const t = useText();
  const classes = useStyles();
  const { root, openGroup, isOpen } = useNavigation(pages);
  if (!openGroup || openGroup.pages.length < 2) return null;
  return (
    <nav className={classes.root} aria-label={t('navigation.within', { group: openGroup.label })}>
      <ul className={classes.list}>
        {openGroup.pages.map(page => (
          <li key={page.path}>
            <Link
              to={`${root}/${page.path}`}
              className={classes.link}
              aria-current={isOpen(page) ? 'page' : undefined}
            >
              {page.title}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
