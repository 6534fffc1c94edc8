import type { LoggerService } from '@backstage/backend-plugin-api';
import type { Entity } from '@backstage/catalog-model';
import { stringifyError } from '@backstage/errors';
import type {
  DeferredEntity,
  EntityProvider,
  EntityProviderConnection,
} from '@backstage/plugin-catalog-node';
import {
  type ChangeEvent,
  EVENT_TOPIC_RESOURCES,
  EVENT_TOPIC_UNITS,
  type Resource,
  type Unit,
} from '@bailiwick/backstage-plugin-infra-common';
import { apiEntity, resourceEntity, unitEntity } from './entities';
import type { InfraReader } from './InfraReader';
import type { Members } from './Members';

const PROVIDER_NAME = 'infra';

type Topic = typeof EVENT_TOPIC_UNITS | typeof EVENT_TOPIC_RESOURCES;

const refsById = (records: readonly { id: string; entityRef: string }[]): Map<string, string> =>
  new Map(records.map(({ id, entityRef }) => [id, entityRef]));

function toEntity(
  resource: Resource,
  ownerRef: string,
  resourceRefs: ReadonlyMap<string, string>,
): Entity {
  const parentRefs = resource.parents.flatMap(({ id }) => resourceRefs.get(id) ?? []);
  return resourceEntity(resource, { ownerRef, parentRefs });
}

const deferred = (entity: Entity): DeferredEntity => ({ entity, locationKey: PROVIDER_NAME });

/**
 * Provides units as Groups and resources as Resources. A change reaches the catalog as a delta at once; a periodic full mutation is the
 * net beneath it.
 */
export class InfraEntityProvider implements EntityProvider {
  private connection?: EntityProviderConnection;
  /** Changes are applied one after the other, so that an older record never overwrites a newer one. */
  private queue: Promise<void> = Promise.resolve();
  private readonly waiting = new Set<string>();

  constructor(
    private readonly reader: InfraReader,
    private readonly members: Members,
    private readonly logger: LoggerService,
  ) {}

  getProviderName(): string {
    return PROVIDER_NAME;
  }

  async connect(connection: EntityProviderConnection): Promise<void> {
    this.connection = connection;
  }

  /** Reads everything and replaces what the catalog has. */
  async refresh(): Promise<void> {
    await this.enqueue(async connection => {
      await this.members.refresh();
      const [units, resources] = await Promise.all([this.reader.units(), this.reader.resources()]);
      const unitRefs = refsById(units);
      const resourceRefs = refsById(resources);
      const entities = [
        ...units.map(unit => this.unitToEntity(unit, unitRefs.get(unit.parentId ?? ''))),
        ...resources.flatMap(resource => {
          const ownerRef = unitRefs.get(resource.unitId);
          return ownerRef ? [toEntity(resource, ownerRef, resourceRefs)] : [];
        }),
        ...(await this.api(units)),
      ];
      await connection.applyMutation({ type: 'full', entities: entities.map(deferred) });
      this.logger.debug(`Provided ${units.length} units and ${resources.length} resources`);
    });
  }

  /** Takes one change over. Several of the same record that come in quick succession are read once. */
  async onChange(topic: Topic, event: ChangeEvent): Promise<void> {
    const key = `${topic} ${event.id}`;
    if (this.waiting.has(key)) return;
    this.waiting.add(key);
    try {
      await this.enqueue(async connection => {
        this.waiting.delete(key);
        const entities = await this.readEntities(topic, event.id);
        const isGone = entities.length === 0;
        await connection.applyMutation({
          type: 'delta',
          added: entities.map(deferred),
          removed: isGone ? [{ entityRef: event.entityRef, locationKey: PROVIDER_NAME }] : [],
        });
      });
    } catch (error) {
      this.waiting.delete(key);
      this.logger.warn(
        `${event.entityRef} follows with the next full refresh: ${stringifyError(error)}`,
      );
    }
  }

  /** The REST API belongs to the unit at the top; before there is one it would belong to nobody. */
  private async api(units: readonly Unit[]): Promise<Entity[]> {
    const top = units.find(({ parentId }) => parentId === null);
    return top ? [apiEntity(await this.reader.openApiDocument(), top.entityRef)] : [];
  }

  /** The entity of a record, with the API where the record is the unit at the top; nothing where it is gone. */
  private async readEntities(topic: Topic, id: string): Promise<Entity[]> {
    if (topic === EVENT_TOPIC_UNITS) {
      const unit = await this.reader.unit(id);
      if (!unit) return [];
      await this.members.ensureLoaded();
      const parent = unit.parentId ? await this.reader.unit(unit.parentId) : undefined;
      return [this.unitToEntity(unit, parent?.entityRef), ...(await this.api([unit]))];
    }
    const entity = await this.readResource(id);
    return entity ? [entity] : [];
  }

  private async readResource(id: string): Promise<Entity | undefined> {
    const resource = await this.reader.resource(id);
    if (!resource) return undefined;
    const owner = await this.reader.unit(resource.unitId);
    const parents = await Promise.all(
      resource.parents.map(parent => this.reader.resource(parent.id)),
    );
    return (
      owner &&
      toEntity(resource, owner.entityRef, refsById(parents.filter(parent => parent !== undefined)))
    );
  }

  private unitToEntity(unit: Unit, parentRef: string | undefined): Entity {
    return unitEntity(unit, { parentRef, memberRefs: this.members.of(unit.id) });
  }

  private enqueue(work: (connection: EntityProviderConnection) => Promise<void>): Promise<void> {
    const done = this.queue.then(() => {
      if (!this.connection) throw new Error('The catalog has not connected the provider yet');
      return work(this.connection);
    });
    // The next in line starts whether or not this one succeeded; whoever waits for this one is told.
    this.queue = done.catch(() => undefined);
    return done;
  }
}
