import type {
  Cost,
  ApprovalKind,
  ApprovalPolicy,
  approvalStatusSchema,
  ApprovalStep,
  PolicyResult,
  Position,
  RunStatus,
  Variables,
} from '@bailiwick/backstage-plugin-infra-common';
import type { z } from 'zod';

export type PolicyStep = ApprovalPolicy['steps'][number];

/** What somebody wants, or has. */
export interface Proposal {
  version: string;
  variables: Variables;
  cost: Cost;
}

export interface Decision {
  step: number;
  by: string;
  decision: ApprovalStep['decisions'][number]['decision'];
  comment?: string;
  digest: string;
  at: Date;
}

export interface Message {
  by: string;
  text: string;
  asks: boolean;
  at: Date;
}

/** An approval as it is stored, with everything that was said and decided. */
export interface ApprovalRecord {
  id: string;
  resourceId: string;
  kind: ApprovalKind;
  status: z.infer<typeof approvalStatusSchema>;
  steps: PolicyStep[];
  order: ApprovalPolicy['order'];
  proposal: Proposal;
  before?: Proposal;
  requestedBy: string;
  /** Where the resource was; undefined of a new one. */
  was?: Position;
  planRunId?: string;
  /** What a decision must name; undefined until the plan is made. */
  digest?: string;
  asked: boolean;
  openedAt: Date;
  escalatedAt?: Date;
  decidedAt?: Date;
  decisions: Decision[];
  messages: Message[];
  plan?: { status: RunStatus; expired: boolean; policies: PolicyResult[]; inputDigest?: string };
}

/** What it takes to ask for an approval. */
export interface NewApproval {
  resourceId: string;
  kind: ApprovalKind;
  steps: PolicyStep[];
  order: ApprovalPolicy['order'];
  escalateAfterHours?: number;
  proposal: Proposal;
  before?: Proposal;
  requestedBy: string;
  was?: Position;
  planRunId?: string;
  digest?: string;
}
