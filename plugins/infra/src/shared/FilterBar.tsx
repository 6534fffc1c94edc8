import Button from '@material-ui/core/Button';
import Collapse from '@material-ui/core/Collapse';
import InputAdornment from '@material-ui/core/InputAdornment';
import { makeStyles, useTheme } from '@material-ui/core/styles';
import useMediaQuery from '@material-ui/core/useMediaQuery';
import FilterIcon from '@material-ui/icons/FilterList';
import SearchIcon from '@material-ui/icons/Search';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useText } from '../translations';
import { TextInput } from './TextInput';

const useStyles = makeStyles(theme => ({
  root: { padding: theme.spacing(0, 2.5, 2), display: 'grid', gap: theme.spacing(1.5) },
  fields: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fill, minmax(min(10.5rem, 100%), 1fr))',
    gap: theme.spacing(1.5),
    alignItems: 'center',
    '& .MuiFormControlLabel-label': theme.typography.body2,
    // A label that is too long is cut, not broken into the field.
    '& .MuiInputLabel-root': {
      maxWidth: 'calc(100% - 28px)',
      overflow: 'hidden',
      textOverflow: 'ellipsis',
      whiteSpace: 'nowrap',
    },
  },
}));

interface FilterBarProps {
  search: string | undefined;
  searchLabel: string;
  onSearch: (text: string | undefined) => void;
  isFiltered: boolean;
  onClear: () => void;
  children?: ReactNode;
}

interface FilterFieldsProps {
  isFiltered: boolean;
  onClear: () => void;
  children: ReactNode;
}

/** Filters above a list that is not searched. */
export function FilterFields({ isFiltered, onClear, children }: FilterFieldsProps) {
  const t = useText();
  const classes = useStyles();
  return (
    <div role="search" className={classes.root}>
      <div className={classes.fields}>
        {children}
        {isFiltered && <Button onClick={onClear}>{t('common.clearFilters')}</Button>}
      </div>
    </div>
  );
}

/** Search and filters above a list; on narrow screens the filters unfold on demand. */
export function FilterBar(props: FilterBarProps) {
  const { search, searchLabel, onSearch, isFiltered, onClear, children } = props;
  const t = useText();
  const classes = useStyles();
  const theme = useTheme();
  const isNarrow = useMediaQuery(theme.breakpoints.down('xs'));
  const [isOpen, setOpen] = useState(false);
  const clear = isFiltered && <Button onClick={onClear}>{t('common.clearFilters')}</Button>;
  const searchField = (
    <SearchField
      label={searchLabel}
      value={search ?? ''}
      onChange={text => onSearch(text || undefined)}
    />
  );
  if (!isNarrow) {
    return (
      <div role="search" className={classes.root}>
        <div className={classes.fields}>
          {searchField}
          {children}
          {clear}
        </div>
      </div>
    );
  }
  return (
    <div role="search" className={classes.root}>
      {searchField}
      {children && (
        <>
          <Button
            variant="outlined"
            size="small"
            startIcon={<FilterIcon />}
            aria-expanded={isOpen}
            onClick={() => setOpen(!isOpen)}
          >
            {t('common.filters')}
          </Button>
          <Collapse in={isOpen} mountOnEnter unmountOnExit>
            <div className={classes.fields}>{children}</div>
          </Collapse>
        </>
      )}
      {clear}
    </div>
  );
}

interface SearchFieldProps {
  label: string;
  value: string;
  onChange: (text: string) => void;
}

const PAUSE_MS = 250;

/** Tells what was typed once the typing pauses. */
export function SearchField({ label, value, onChange }: SearchFieldProps) {
  const [typed, setTyped] = useState(value);
  const pause = useRef<ReturnType<typeof setTimeout>>();
  // Once the pause is over, other filters may have been set: only the handler of then knows them.
  const tell = useRef(onChange);
  useEffect(() => {
    tell.current = onChange;
  });
  useEffect(() => () => clearTimeout(pause.current), []);
  useEffect(() => {
    if (pause.current === undefined) setTyped(value);
  }, [value]);
  const type = (text: string) => {
    setTyped(text);
    clearTimeout(pause.current);
    pause.current = setTimeout(() => {
      pause.current = undefined;
      tell.current(text);
    }, PAUSE_MS);
  };
  return (
    <TextInput
      type="search"
      label={label}
      value={typed}
      onChange={event => type(event.target.value)}
      variant="outlined"
      size="small"
      InputProps={{
        startAdornment: (
          <InputAdornment position="start">
            <SearchIcon fontSize="small" />
          </InputAdornment>
        ),
      }}
    />
  );
}
