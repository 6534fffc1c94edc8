export * from './ApprovalService';
export * from './AuthorizedApprovalService';
export * from './ApprovalStore';
export * from './createApprovalRoom';
export * from './policy';
export * from './progress';
export * from './types';
