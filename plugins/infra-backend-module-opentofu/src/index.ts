/**
 * The provisioner `opentofu`: modules of OpenTofu and Terraform.
 *
 * @packageDocumentation
 */
export { infraModuleOpenTofu as default } from './infraModule';
