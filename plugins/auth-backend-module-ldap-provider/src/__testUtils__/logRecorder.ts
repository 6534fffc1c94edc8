import {
  coreServices,
  createServiceFactory,
  RootLoggerService,
} from '@backstage/backend-plugin-api';
import { JsonObject } from '@backstage/types';

export interface LogLine {
  level: 'error' | 'warn' | 'info' | 'debug';
  message: string;
  meta: JsonObject;
}

/** Keeps all that a backend logs, audit events among it. */
export function logRecorder() {
  const lines: LogLine[] = [];
  const loggerOf = (context: JsonObject): RootLoggerService => {
    const write = (level: LogLine['level']) => (message: string, meta?: Error | JsonObject) =>
      void lines.push({
        level,
        message,
        meta: { ...context, ...(meta instanceof Error ? { error: `${meta.stack}` } : meta) },
      });
    return {
      error: write('error'),
      warn: write('warn'),
      info: write('info'),
      debug: write('debug'),
      child: more => loggerOf({ ...context, ...more }),
    };
  };
  const factory = createServiceFactory({
    service: coreServices.rootLogger,
    deps: {},
    factory: () => loggerOf({}),
  });
  /** Of the audit events with this id: how each went, and what was said about it. */
  const audit = (eventId: string) =>
    lines
      .filter(({ meta }) => meta.eventId === eventId)
      .map(({ meta }) => ({ status: meta.status, meta: meta.meta }));
  return { lines, factory, audit, text: () => JSON.stringify(lines) };
}
