import { Link } from '@backstage/core-components';
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import type { ResourceType } from '@bailiwick/backstage-plugin-infra-common';
import { useId, useState } from 'react';
import { useClouds } from '../clouds/queries';
import { Empty, Quiet, SearchField } from '../shared';
import { useText } from '../translations';
import { findTypes, groupTypes } from './typeGroups';

/** So many are seen at once; of more one looks for what one needs. */
const SEEN_AT_ONCE = 8;

const useStyles = makeStyles(theme => ({
  root: { display: 'grid', gap: theme.spacing(2.5) },
  search: { maxWidth: '24rem', display: 'grid', marginTop: theme.spacing(0.75) },
  group: { display: 'grid', gap: theme.spacing(1.25) },
  title: { ...theme.typography.subtitle2, margin: 0 },
  types: {
    display: 'grid',
    gap: theme.spacing(1.5),
    gridTemplateColumns: 'repeat(auto-fill, minmax(min(17rem, 100%), 1fr))',
    margin: 0,
    padding: 0,
    listStyle: 'none',
  },
  type: {
    position: 'relative',
    padding: theme.spacing(1.25, 1.75, 1.5),
    border: `1px solid ${theme.palette.divider}`,
    borderRadius: theme.shape.borderRadius,
    '&:hover': { borderColor: theme.palette.primary.main },
    '&:focus-within': { outline: `2px solid ${theme.palette.primary.main}`, outlineOffset: 1 },
    // The whole card leads on, and only its title is the link.
    '& a::after': { content: '""', position: 'absolute', inset: 0 },
    '& a:focus-visible': { outline: 'none' },
  },
}));

interface TypeGalleryProps {
  types: readonly ResourceType[];
  /** Address of the request of a type. */
  addressOf: (type: string) => string;
}

/** Everything that can be requested, by where it comes from. */
export function TypeGallery({ types, addressOf }: TypeGalleryProps) {
  const t = useText();
  const classes = useStyles();
  const [text, setText] = useState('');
  const clouds = Object.fromEntries((useClouds().data ?? []).map(({ id, name }) => [id, name]));
  const groups = groupTypes(findTypes(types, text), clouds);
  return (
    <div className={classes.root}>
      {types.length > SEEN_AT_ONCE && (
        <div role="search" className={classes.search}>
          <SearchField label={t('request.findType')} value={text} onChange={setText} />
        </div>
      )}
      {groups.length === 0 && <Empty title={t('request.noneFound')} />}
      {groups.map(group => (
        <Group key={group.title ?? ''} isAlone={groups.length === 1 && !group.title} {...group}>
          {group.types.map(({ name, title, description }) => (
            <li key={name} className={classes.type}>
              <Typography variant="subtitle2" component="div">
                <Link to={addressOf(name)}>{title}</Link>
              </Typography>
              {description && <Quiet>{description}</Quiet>}
            </li>
          ))}
        </Group>
      ))}
    </div>
  );
}

interface GroupProps {
  title?: string;
  /** There is no other group that it would have to be told from. */
  isAlone: boolean;
  children: React.ReactNode;
}

function Group({ title, isAlone, children }: GroupProps) {
  const t = useText();
  const classes = useStyles();
  const id = useId();
  if (isAlone) return <ul className={classes.types}>{children}</ul>;
  return (
    <div className={classes.group}>
      <h3 className={classes.title} id={id}>
        {title ?? t('request.ofThePlatform')}
      </h3>
      <ul className={classes.types} aria-labelledby={id}>
        {children}
      </ul>
    </div>
  );
}
