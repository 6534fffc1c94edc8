import MenuItem from '@material-ui/core/MenuItem';
import { TextInput } from './TextInput';

interface ChoiceFieldProps<Value extends string> {
  label: string;
  value: Value | undefined;
  choices: readonly (readonly [value: Value, label: string])[];
  onChange: (value: Value | undefined) => void;
  /** What stands for no choice. */
  anyLabel: string;
}

/** One of a few values, or any. */
export function ChoiceField<Value extends string>(props: ChoiceFieldProps<Value>) {
  const { label, value, choices, onChange, anyLabel } = props;
  return (
    <TextInput
      select
      label={label}
      value={value ?? ''}
      onChange={event => onChange(choices.find(([choice]) => choice === event.target.value)?.[0])}
      variant="outlined"
      size="small"
      InputLabelProps={{ shrink: true }}
      SelectProps={{ displayEmpty: true }}
    >
      <MenuItem value="">{anyLabel}</MenuItem>
      {choices.map(([choice, name]) => (
        <MenuItem key={choice} value={choice}>
          {name}
        </MenuItem>
      ))}
    </TextInput>
  );
}
