import Tab from '@material-ui/core/Tab';
import Tabs from '@material-ui/core/Tabs';
import { makeStyles } from '@material-ui/core/styles';
import { type ReactNode, useId } from 'react';
import { useFilters } from './useFilters';

const useStyles = makeStyles(theme => ({
  tabs: { borderBottom: `1px solid ${theme.palette.divider}` },
  panel: { display: 'grid', gap: theme.spacing(2.5), minWidth: 0 },
}));

const PARAMETER = ['tab'] as const;

interface TabbedPartsProps<Name extends string> {
  label: string;
  /** In their order; the first shows where the address names none. */
  parts: readonly { name: Name; title: string; render: () => ReactNode }[];
}

/** Parts of a screen of which one shows; which one is in the address. */
export function TabbedParts<Name extends string>({ label, parts }: TabbedPartsProps<Name>) {
  const classes = useStyles();
  const id = useId();
  const { values, update } = useFilters(PARAMETER);
  const shown = parts.find(({ name }) => name === values.tab) ?? parts[0];
  return (
    <>
      <Tabs
        value={shown.name}
        onChange={(_, next: Name) => update({ tab: next === parts[0].name ? undefined : next })}
        className={classes.tabs}
        indicatorColor="primary"
        variant="scrollable"
        scrollButtons="auto"
        aria-label={label}
      >
        {parts.map(({ name, title }) => (
          <Tab
            key={name}
            value={name}
            label={title}
            id={`${id}-tab-${name}`}
            aria-controls={name === shown.name ? `${id}-panel-${name}` : undefined}
          />
        ))}
      </Tabs>
      <div
        role="tabpanel"
        id={`${id}-panel-${shown.name}`}
        aria-labelledby={`${id}-tab-${shown.name}`}
        className={classes.panel}
      >
        {shown.render()}
      </div>
    </>
  );
}
