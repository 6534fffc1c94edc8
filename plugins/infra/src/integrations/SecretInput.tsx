import { TextInput } from '../shared';

interface SecretInputProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  required?: boolean;
  error?: boolean;
  helperText?: string;
  /** A key or a certificate: its lines show, as a hidden field has only one. */
  multiline?: boolean;
}

/** A field for a secret. Browsers are asked not to offer or keep what belongs to another page. */
export function SecretInput({ onChange, multiline, ...props }: SecretInputProps) {
  return (
    <TextInput
      {...props}
      onChange={event => onChange(event.target.value)}
      type={multiline ? undefined : 'password'}
      multiline={multiline}
      variant="outlined"
      autoComplete="new-password"
      inputProps={{ spellCheck: false, autoCapitalize: 'none' }}
    />
  );
}
