import Button, { type ButtonProps } from '@material-ui/core/Button';
import Tooltip from '@material-ui/core/Tooltip';
import { makeStyles } from '@material-ui/core/styles';
import classNames from 'classnames';
import { type MouseEvent, useId } from 'react';
import { VisuallyHidden } from './VisuallyHidden';

const useStyles = makeStyles({
  off: { opacity: 0.55, cursor: 'not-allowed', boxShadow: 'none' },
});

type ReasonedButtonProps = Omit<ButtonProps, 'disabled'> & {
  /** Why it cannot be pressed now; absent where it can. */
  reason?: string;
};

/**
 * A button that says why it is disabled, on hovering, on focus and to a screen reader; hence it can still be focused, and stays the
 * same element, so that the focus is not lost when it becomes possible.
 */
export function ReasonedButton({
  reason,
  onClick,
  className,
  type,
  ...props
}: ReasonedButtonProps) {
  const classes = useStyles();
  const reasonId = useId();
  const isOff = reason !== undefined;
  const refuse = (event: MouseEvent) => event.preventDefault();
  return (
    <Tooltip title={reason ?? ''}>
      <span>
        <Button
          {...props}
          type={isOff ? 'button' : type}
          aria-disabled={isOff || undefined}
          aria-describedby={isOff ? reasonId : undefined}
          className={classNames(className, isOff && classes.off)}
          disableRipple={isOff}
          onClick={isOff ? refuse : onClick}
        />
        {isOff && <VisuallyHidden id={reasonId}>{reason}</VisuallyHidden>}
      </span>
    </Tooltip>
  );
}
