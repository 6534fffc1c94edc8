import { LinkButton } from '@backstage/core-components';
import Button from '@material-ui/core/Button';
import Step from '@material-ui/core/Step';
import StepButton from '@material-ui/core/StepButton';
import StepContent from '@material-ui/core/StepContent';
import Stepper from '@material-ui/core/Stepper';
import { makeStyles } from '@material-ui/core/styles';
import type { CloudAuthMethod } from '@bailiwick/backstage-plugin-infra-common';
import { useState } from 'react';
import { Note, Quiet } from '../../shared';
import { useText } from '../../translations';
import { webLink } from '../webLink';
import { PluginMarkdown } from './PluginMarkdown';

const useStyles = makeStyles(theme => ({
  stepper: { padding: 0, background: 'transparent' },
  content: { display: 'grid', gap: theme.spacing(1.5), justifyItems: 'start', minWidth: 0 },
  title: { ...theme.typography.body1, fontWeight: 600, textAlign: 'start' },
  list: { ...theme.typography.body2, margin: 0, paddingInlineStart: theme.spacing(2.5) },
  buttons: { display: 'flex', flexWrap: 'wrap', gap: theme.spacing(1) },
}));

type GuideStep = CloudAuthMethod['guide']['steps'][number];

/** The steps one after another; each can be opened again. */
export function GuideSteps({ method }: { method: CloudAuthMethod }) {
  const t = useText();
  const classes = useStyles();
  const { steps } = method.guide;
  const [open, setOpen] = useState(0);
  return (
    <Stepper
      orientation="vertical"
      nonLinear
      activeStep={open}
      className={classes.stepper}
      aria-label={t('clouds.guide.steps')}
    >
      {steps.map((step, index) => (
        <Step key={step.title} completed={index < open}>
          <StepButton
            onClick={() => setOpen(index)}
            aria-current={index === open ? 'step' : undefined}
          >
            <span className={classes.title}>{step.title}</span>
          </StepButton>
          <StepContent TransitionProps={{ unmountOnExit: true }}>
            <div className={classes.content}>
              <StepBody step={step} fields={method.fields} />
              <div className={classes.buttons}>
                {index < steps.length - 1 && (
                  <Button variant="outlined" onClick={() => setOpen(index + 1)}>
                    {t('clouds.guide.next')}
                  </Button>
                )}
                {index > 0 && (
                  <Button onClick={() => setOpen(index - 1)}>{t('clouds.guide.previous')}</Button>
                )}
              </div>
            </div>
          </StepContent>
        </Step>
      ))}
    </Stepper>
  );
}

interface StepBodyProps {
  step: GuideStep;
  fields: CloudAuthMethod['fields'];
}

function StepBody({ step, fields }: StepBodyProps) {
  const t = useText();
  const classes = useStyles();
  const { description, details, instructions, link, warning } = step;
  const address = webLink(link?.url);
  const field = fields.find(({ name }) => name === step.field);
  return (
    <>
      {description && <PluginMarkdown content={description} />}
      {instructions.length > 0 && (
        <ol className={classes.list}>
          {instructions.map(instruction => (
            <li key={instruction}>{instruction}</li>
          ))}
        </ol>
      )}
      {details && <PluginMarkdown content={details} />}
      {warning && <Note tone="warning">{warning}</Note>}
      {link && address && (
        <LinkButton to={address} variant="outlined" color="primary">
          {link.title}
        </LinkButton>
      )}
      {field && <Quiet>{t('clouds.guide.fills', { label: field.label })}</Quiet>}
    </>
  );
}
