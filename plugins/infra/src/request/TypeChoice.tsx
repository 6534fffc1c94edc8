import FormControlLabel from '@material-ui/core/FormControlLabel';
import Radio from '@material-ui/core/Radio';
import RadioGroup from '@material-ui/core/RadioGroup';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import type { ResourceType } from '@bailiwick/backstage-plugin-infra-common';
import { Quiet } from '../shared';
import { useText } from '../translations';

const useStyles = makeStyles(theme => ({
  choices: {
    display: 'grid',
    gap: theme.spacing(1.5),
    gridTemplateColumns: 'repeat(auto-fill, minmax(min(16rem, 100%), 1fr))',
  },
  choice: {
    margin: 0,
    padding: theme.spacing(1, 1.5, 1, 0.5),
    alignItems: 'flex-start',
    border: `1px solid ${theme.palette.divider}`,
    borderRadius: theme.shape.borderRadius,
    '&:focus-within': { outline: `2px solid ${theme.palette.primary.main}`, outlineOffset: 1 },
  },
  chosen: {
    borderColor: theme.palette.primary.main,
    boxShadow: `inset 0 0 0 1px ${theme.palette.primary.main}`,
  },
}));

interface TypeChoiceProps {
  types: readonly ResourceType[];
  value: string | undefined;
  onChange: (type: string) => void;
}

export function TypeChoice({ types, value, onChange }: TypeChoiceProps) {
  const t = useText();
  const classes = useStyles();
  return (
    <RadioGroup
      aria-label={t('request.chooseType')}
      value={value ?? ''}
      onChange={event => onChange(event.target.value)}
      className={classes.choices}
    >
      {types.map(({ name, title, description }) => (
        <FormControlLabel
          key={name}
          value={name}
          control={<Radio color="primary" />}
          className={`${classes.choice} ${name === value ? classes.chosen : ''}`}
          label={
            <div>
              <Typography variant="subtitle2" component="div">
                {title}
              </Typography>
              {description && <Quiet>{description}</Quiet>}
            </div>
          }
        />
      ))}
    </RadioGroup>
  );
}
