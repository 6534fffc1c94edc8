import { ModuleForm, type ModuleOf } from './module/ModuleForm';
import { SchemaForm, type SchemaFormProps } from './SchemaForm';

interface VariableFormProps extends SchemaFormProps {
  /** Where the resource says itself which module it is made of. */
  module?: ModuleOf;
}

/** The form of a resource type's variables. */
export const VariableForm = ({ module, ...form }: VariableFormProps) =>
  module ? <ModuleForm {...form} module={module} /> : <SchemaForm {...form} />;
