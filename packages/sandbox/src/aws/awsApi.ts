import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import express, { Request, Router } from 'express';
import { Faults } from '../faults/Faults';
import { handle, hangUp, originOf } from '../net/routes';
import { AwsAnswer, AwsCall } from './call';
import { ec2 } from './ec2';
import { ecr } from './ecr';
import { AwsError } from './errors';
import { AwsFaults } from './faults';
import { iam } from './iam';
import { Identities } from './identities';
import { lambda } from './lambda';
import { logs } from './logs';
import { AwsService, queryService } from './protocol';
import { BlobStore } from './registry';
import { s3 } from './s3';
import { serviceOf, verify } from './signature';
import { sns } from './sns';
import { sqs } from './sqs';
import { KeptState } from './state';
import { sts } from './sts';
import { send, signedRequest } from './wire';

const READS = /^(Get|Head|List|Describe)/;

const withId = (answer: AwsAnswer, requestId: string): AwsAnswer => ({
  ...answer,
  headers: { ...answer.headers, 'x-amz-request-id': requestId, 'x-amzn-requestid': requestId },
});

/** Every service at one address: a call says by its signature which one it is for. */
export function awsApi(
  state: KeptState,
  store: BlobStore,
  identities: Identities,
  faults: Faults<AwsFaults>,
): Router {
  const services: Record<string, AwsService> = {
    s3: s3(state.current),
    sqs: sqs(state.current),
    sns: sns(state.current),
    sts: sts(identities),
    iam: iam(state.current),
    ecr: ecr(state.current, store),
    lambda: lambda(state.current),
    logs: logs(state.current),
    ec2: ec2(),
  };
  const unknown = queryService('', {});

  function answer(request: Request): AwsAnswer {
    const signed = signedRequest(request);
    const name = serviceOf(signed) ?? 's3';
    const service = Object.hasOwn(services, name) ? services[name] : unknown;
    const requestId = randomUUID();
    try {
      const { identity, region } = verify(signed, identities);
      const call: AwsCall = {
        ...signed,
        path: decodeURIComponent(request.path),
        region,
        identity,
        requestId,
        origin: originOf(request),
      };
      const action = service.actionOf(call);
      refuseAsTold(faults.current, name, action);
      const answered = service.answer(call);
      if (!READS.test(action)) state.save();
      return withId(answered, requestId);
    } catch (error) {
      if (error instanceof AwsError) return withId(service.refuse(error), requestId);
      throw error;
    }
  }

  const router = Router();
  router.use(express.raw({ type: () => true, limit: '64mb' }));
  router.use(
    handle(async (request, response) => {
      const { mode, delaySeconds } = faults.current;
      if (mode === 'down') return hangUp(response);
      if (delaySeconds > 0) await sleep(delaySeconds * 1000, undefined, { ref: false });
      return send(response, answer(request));
    }),
  );
  return router;
}

function refuseAsTold({ mode, refuse }: Readonly<AwsFaults>, service: string, action: string) {
  if (mode === 'throttle') throw new AwsError(503, 'ThrottlingException', 'Rate exceeded');
  const name = `${service}:${action}`;
  if (Object.hasOwn(refuse, name)) {
    throw new AwsError(403, refuse[name], `The sandbox was told to refuse ${name}`);
  }
}
