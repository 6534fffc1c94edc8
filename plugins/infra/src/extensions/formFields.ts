import {
  createFormField,
  type FormField,
  FormFieldBlueprint,
} from '@backstage/plugin-scaffolder-react/alpha';

const field = (name: string, load: () => Promise<FormField>) =>
  FormFieldBlueprint.make({ name, params: { field: load } });

const unitPicker = field('unit-picker', async () => {
  const [{ UnitPicker }, { unitPickerSchema }, { validateUnit }] = await Promise.all([
    import('../scaffolder/UnitPicker'),
    import('../scaffolder/schemas'),
    import('../scaffolder/validations'),
  ]);
  return createFormField({
    name: 'InfraUnitPicker',
    component: UnitPicker,
    schema: unitPickerSchema,
    validation: validateUnit,
  });
});

const sitePicker = field('site-picker', async () => {
  const [{ SitePicker }, { sitePickerSchema }] = await Promise.all([
    import('../scaffolder/SitePicker'),
    import('../scaffolder/schemas'),
  ]);
  return createFormField({
    name: 'InfraSitePicker',
    component: SitePicker,
    schema: sitePickerSchema,
  });
});

const resourceForm = field('resource-form', async () => {
  const [{ ResourceForm }, { resourceFormSchema }] = await Promise.all([
    import('../scaffolder/ResourceForm'),
    import('../scaffolder/schemas'),
  ]);
  return createFormField({
    name: 'InfraResourceForm',
    component: ResourceForm,
    schema: resourceFormSchema,
  });
});

const quotaPreview = field('quota-preview', async () => {
  const [{ QuotaPreview }, { quotaPreviewSchema }, { validateQuota }] = await Promise.all([
    import('../scaffolder/QuotaPreview'),
    import('../scaffolder/schemas'),
    import('../scaffolder/validations'),
  ]);
  return createFormField({
    name: 'InfraQuotaPreview',
    component: QuotaPreview,
    schema: quotaPreviewSchema,
    validation: validateQuota,
  });
});

const cloudPicker = field('cloud-picker', async () => {
  const [{ CloudPicker }, { cloudPickerSchema }] = await Promise.all([
    import('../scaffolder/CloudPicker'),
    import('../scaffolder/schemas'),
  ]);
  return createFormField({
    name: 'InfraCloudPicker',
    component: CloudPicker,
    schema: cloudPickerSchema,
  });
});

const cloudServicePicker = field('cloud-service-picker', async () => {
  const [{ CloudServicePicker }, { cloudServicePickerSchema }] = await Promise.all([
    import('../scaffolder/CloudServicePicker'),
    import('../scaffolder/schemas'),
  ]);
  return createFormField({
    name: 'InfraCloudServicePicker',
    component: CloudServicePicker,
    schema: cloudServicePickerSchema,
  });
});

const credentialsPicker = field('credentials-picker', async () => {
  const [{ CredentialsPicker }, { credentialsPickerSchema }] = await Promise.all([
    import('../scaffolder/CredentialsPicker'),
    import('../scaffolder/schemas'),
  ]);
  return createFormField({
    name: 'InfraCredentialsPicker',
    component: CredentialsPicker,
    schema: credentialsPickerSchema,
  });
});

const repositoryPicker = field('repository-picker', async () => {
  const [{ RepositoryPicker }, { repositoryPickerSchema }, { validateRepository }] =
    await Promise.all([
      import('../scaffolder/RepositoryPicker'),
      import('../scaffolder/schemas'),
      import('../scaffolder/validations'),
    ]);
  return createFormField({
    name: 'InfraRepositoryPicker',
    component: RepositoryPicker,
    schema: repositoryPickerSchema,
    validation: validateRepository,
  });
});

export const formFields = [
  unitPicker,
  sitePicker,
  resourceForm,
  quotaPreview,
  cloudPicker,
  cloudServicePicker,
  credentialsPicker,
  repositoryPicker,
];
