import { randomBytes } from 'node:crypto';

/** The account in which everything is. */
export const AWS_ACCOUNT = '111122223333';
/** What works with every service: the user `bailiwick`. */
export const AWS_ACCESS_KEY = {
  accessKeyId: 'AKIABAILIWICKSANDBOX',
  secretAccessKey: 'sandboxSandboxSandboxSandboxSandbox12345',
};

export interface Identity {
  accessKeyId: string;
  secretAccessKey: string;
  /** Asked for besides the signature when the key is of a session. */
  sessionToken?: string;
  arn: string;
  userId: string;
}

/** Who may call: the user, and the sessions of roles that were assumed since the start. */
export class Identities {
  private readonly known = new Map<string, Identity>();

  constructor() {
    this.known.set(AWS_ACCESS_KEY.accessKeyId, {
      ...AWS_ACCESS_KEY,
      arn: `arn:aws:iam::${AWS_ACCOUNT}:user/bailiwick`,
      userId: 'AIDABAILIWICKSANDBOX',
    });
  }

  find(accessKeyId: string): Identity | undefined {
    return this.known.get(accessKeyId);
  }

  /** Begins a session of a role. */
  assume(roleArn: string, sessionName: string): Identity {
    const role = roleArn.split('/').pop();
    const session = {
      accessKeyId: `ASIA${randomBytes(8).toString('hex').toUpperCase()}`,
      secretAccessKey: randomBytes(30).toString('base64'),
      sessionToken: randomBytes(48).toString('base64'),
      arn: `arn:aws:sts::${AWS_ACCOUNT}:assumed-role/${role}/${sessionName}`,
      userId: `AROABAILIWICKSANDBOX:${sessionName}`,
    };
    this.known.set(session.accessKeyId, session);
    return session;
  }
}
