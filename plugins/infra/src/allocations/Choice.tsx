import { alpha, makeStyles } from '@material-ui/core/styles';
import ToggleButton from '@material-ui/lab/ToggleButton';
import ToggleButtonGroup from '@material-ui/lab/ToggleButtonGroup';

const useStyles = makeStyles(theme => ({
  group: {
    '& button': {
      textTransform: 'none',
      padding: theme.spacing(0.75, 1.5),
      color: theme.palette.text.primary,
    },
    '& .Mui-selected': {
      color: theme.palette.text.primary,
      background: alpha(theme.palette.primary.main, 0.16),
      fontWeight: 600,
    },
  },
}));

interface ChoiceProps<Value extends string> {
  label: string;
  value: Value;
  choices: readonly (readonly [value: Value, label: string])[];
  onChange: (value: Value) => void;
}

/** One of a few, all in sight. */
export function Choice<Value extends string>({
  label,
  value,
  choices,
  onChange,
}: ChoiceProps<Value>) {
  return (
    <ToggleButtonGroup
      exclusive
      size="small"
      value={value}
      onChange={(_, next: Value | null) => next && onChange(next)}
      aria-label={label}
      className={useStyles().group}
    >
      {choices.map(([choice, name]) => (
        <ToggleButton key={choice} value={choice}>
          {name}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
}
