import TextField, { type TextFieldProps } from '@material-ui/core/TextField';
import { useId } from 'react';

/**
 * A text field or a choice that is tied to its label, which Material UI leaves to an id of the caller. What is said below it stays
 * readable where the field is disabled: there it is mostly why.
 */
export function TextInput(props: TextFieldProps) {
  const id = useId();
  return (
    <TextField
      id={id}
      {...props}
      FormHelperTextProps={{ disabled: false, ...props.FormHelperTextProps }}
    />
  );
}
