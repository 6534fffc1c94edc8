import IconButton from '@material-ui/core/IconButton';
import Tooltip from '@material-ui/core/Tooltip';
import StarIcon from '@material-ui/icons/Star';
import StarBorderIcon from '@material-ui/icons/StarBorder';
import type { Resource } from '@bailiwick/backstage-plugin-infra-common';
import { useText } from '../translations';
import { useFavourite } from './queries';

/** Keeps a resource at hand, or no longer. */
export function FavouriteButton({ resource }: { resource: Resource }) {
  const t = useText();
  const favourite = useFavourite();
  const isMarked = favourite.isPending
    ? Boolean(favourite.variables.wanted)
    : Boolean(resource.favourite);
  return (
    <Tooltip title={t(isMarked ? 'resources.favourite.remove' : 'resources.favourite.add')}>
      <IconButton
        size="small"
        aria-label={t('resources.favourite.label', { name: resource.name })}
        aria-pressed={isMarked}
        onClick={() => favourite.mutate({ resource, wanted: !isMarked })}
      >
        {isMarked ? (
          <StarIcon fontSize="small" color="primary" />
        ) : (
          <StarBorderIcon fontSize="small" />
        )}
      </IconButton>
    </Tooltip>
  );
}
