/** Why a run was told to stop; these are the reasons that the signal of a provisioner carries. */
export abstract class RunAbort extends Error {
  constructor(message: string) {
    super(message);
    this.name = new.target.name;
  }
}

/** Another worker may carry the run on: nothing that this one still does may change anything. */
export class LeaseLost extends RunAbort {
  constructor() {
    super('The worker was not heard of for too long and lost the run');
  }
}

export class RunCancelled extends RunAbort {}

export class RunTimedOut extends RunAbort {
  constructor(timeoutMs: number) {
    super(`Took longer than ${timeoutMs / 1000} seconds`);
  }
}

export class WorkerStopping extends RunAbort {
  constructor() {
    super('The worker is shutting down');
  }
}
