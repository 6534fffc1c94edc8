import { AwsError } from './errors';
import { AWS_ACCOUNT } from './identities';
import { members, QueryInput, queryService } from './protocol';
import { AwsState, Role } from './state';

const NAME = /^[\w+=,.@-]{1,64}$/;

/** Roles with what they may do. What is kept binds nobody here. */
export function iam(state: AwsState) {
  const text = (input: QueryInput, name: string) => input.get(name) ?? '';
  const missing = (what: string) =>
    new AwsError(404, 'NoSuchEntity', `The ${what} cannot be found.`);
  const roleOf = (input: QueryInput) => {
    const name = text(input, 'RoleName');
    if (!Object.hasOwn(state.roles, name)) throw missing(`role with name ${name}`);
    return { name, role: state.roles[name] };
  };
  const policy = (document: string, what: string) => {
    try {
      JSON.parse(document);
    } catch {
      throw new AwsError(400, 'MalformedPolicyDocument', `The ${what} is no valid JSON`);
    }
    return document;
  };
  const described = (name: string, role: Role) => ({
    RoleName: name,
    RoleId: role.id,
    Path: role.path,
    Arn: `arn:aws:iam::${AWS_ACCOUNT}:role${role.path}${name}`,
    CreateDate: role.created,
    Description: role.description,
    MaxSessionDuration: 3600,
    AssumeRolePolicyDocument: encodeURIComponent(role.trust),
    ...(role.boundary && {
      PermissionsBoundary: {
        PermissionsBoundaryType: 'Policy',
        PermissionsBoundaryArn: role.boundary,
      },
    }),
    Tags: { member: Object.entries(role.tags).map(([Key, Value]) => ({ Key, Value })) },
  });

  return queryService('https://iam.amazonaws.com/doc/2010-05-08/', {
    CreateRole(input, { requestId }) {
      const name = text(input, 'RoleName');
      if (!NAME.test(name)) throw new AwsError(400, 'ValidationError', `${name} is no role's name`);
      if (Object.hasOwn(state.roles, name)) {
        throw new AwsError(409, 'EntityAlreadyExists', `Role with name ${name} already exists.`);
      }
      state.roles[name] = {
        id: `AROA${requestId.replaceAll('-', '').slice(0, 17).toUpperCase()}`,
        path: text(input, 'Path') || '/',
        created: new Date().toISOString(),
        description: text(input, 'Description'),
        trust: policy(text(input, 'AssumeRolePolicyDocument'), 'trust policy'),
        boundary: text(input, 'PermissionsBoundary'),
        tags: Object.fromEntries(members(input, 'Tags.member', ['Key', 'Value'])),
        policies: {},
        attached: [],
      };
      return { Role: described(name, state.roles[name]) };
    },
    GetRole(input) {
      const { name, role } = roleOf(input);
      return { Role: described(name, role) };
    },
    UpdateAssumeRolePolicy(input) {
      roleOf(input).role.trust = policy(text(input, 'PolicyDocument'), 'trust policy');
      return undefined;
    },
    UpdateRole(input) {
      roleOf(input).role.description = text(input, 'Description');
      return {};
    },
    DeleteRole(input) {
      const { name, role } = roleOf(input);
      if (Object.keys(role.policies).length + role.attached.length > 0) {
        throw new AwsError(409, 'DeleteConflict', 'Cannot delete a role that has policies.');
      }
      delete state.roles[name];
      return undefined;
    },
    PutRolePolicy(input) {
      const document = policy(text(input, 'PolicyDocument'), 'policy');
      roleOf(input).role.policies[text(input, 'PolicyName')] = document;
      return undefined;
    },
    GetRolePolicy(input) {
      const { name, role } = roleOf(input);
      const PolicyName = text(input, 'PolicyName');
      if (!Object.hasOwn(role.policies, PolicyName)) throw missing(`policy ${PolicyName}`);
      const PolicyDocument = encodeURIComponent(role.policies[PolicyName]);
      return { RoleName: name, PolicyName, PolicyDocument };
    },
    DeleteRolePolicy(input) {
      delete roleOf(input).role.policies[text(input, 'PolicyName')];
      return undefined;
    },
    ListRolePolicies: input => ({
      PolicyNames: { member: Object.keys(roleOf(input).role.policies) },
      IsTruncated: false,
    }),
    AttachRolePolicy(input) {
      const { role } = roleOf(input);
      role.attached = [...new Set([...role.attached, text(input, 'PolicyArn')])];
      return undefined;
    },
    DetachRolePolicy(input) {
      const { role } = roleOf(input);
      role.attached = role.attached.filter(arn => arn !== text(input, 'PolicyArn'));
      return undefined;
    },
    ListAttachedRolePolicies: input => ({
      AttachedPolicies: {
        member: roleOf(input).role.attached.map(arn => ({
          PolicyName: arn.split('/').pop(),
          PolicyArn: arn,
        })),
      },
      IsTruncated: false,
    }),
    ListInstanceProfilesForRole(input) {
      roleOf(input);
      return { InstanceProfiles: '', IsTruncated: false };
    },
    TagRole(input) {
      const tags = Object.fromEntries(members(input, 'Tags.member', ['Key', 'Value']));
      Object.assign(roleOf(input).role.tags, tags);
      return undefined;
    },
  });
}
