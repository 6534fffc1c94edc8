import { failureOf } from './failure';

const message = (tail: string, exitCode = 1) =>
  failureOf('terraform apply', exitCode, tail).message;

describe('failureOf', () => {
  it('tells the first error as one line, without the frame around it', () => {
    expect(
      message('╷\n│ Error: creating user\n│ \n│   on main.tf line 3:\n│ It exists already.\n╵\n'),
    ).toBe('terraform apply failed: creating user; on main.tf line 3:; It exists already.');
  });

  it('tells the last lines where no error is reported, and the exit code where there are none', () => {
    expect(message('one\ntwo\nthree\nfour\n')).toBe('terraform apply failed: two; three; four.');
    expect(message('', 137)).toBe('terraform apply failed: it ended with 137.');
  });

  it('tells of a lock who has it and what to do, and nothing of the one that was not got', () => {
    const tail = `╷
│ Error: Error acquiring the state lock
│ 
│ Error message: HTTP remote state already locked: ID=65500079-1ec3
│ Lock Info:
│   ID:        3fe76486-9711
│   Who:       root@vm
│ 
│ Terraform acquires a state lock to protect the state from being written
│ by multiple users at the same time.
╵
`;
    expect(message(tail)).toBe(
      'terraform apply failed: Error acquiring the state lock; Error message: HTTP remote state already locked: ID=65500079-1ec3. ' +
        'Where no run goes on any more, the lock of a lost one can be taken away by the action unlock.',
    );
  });

  it('says of a plan that the state has gone past what to do', () => {
    expect(message('│ Error: Saved plan is stale\n')).toBe(
      'The plan is outdated: plan and approve again',
    );
  });
});
