import type { LoggerService } from '@backstage/backend-plugin-api';
import type { TypeSource } from '../resources/types/files/TypeFiles';
import type { FoundDocument } from '../resources/types/files/TypeIntake';
import type { Currency } from '../quota';
import type { ProvisionerRegistry } from '../runs/ProvisionerRegistry';
import type { CloudCatalogue } from './CloudCatalogue';
import { PROVISIONER, typeDocumentOf } from './resourceTypes';

/** The services of all cloud plugins as resource types; without the provisioner that carries them out there are none. */
export class CloudTypes implements TypeSource {
  readonly location = 'cloud plugins';
  #documents?: FoundDocument[];

  constructor(
    private readonly parts: {
      catalogue: CloudCatalogue;
      provisioners: ProvisionerRegistry;
      currency: Currency;
      logger: LoggerService;
    },
  ) {}

  /** The plugins stay as they were at the start, so they are looked at once. */
  async read(): Promise<FoundDocument[]> {
    this.#documents ??= this.#all();
    return this.#documents;
  }

  #all(): FoundDocument[] {
    const { catalogue, provisioners, currency, logger } = this.parts;
    if (!provisioners.find(PROVISIONER)) {
      logger.info(`Services of clouds cannot be requested without ${PROVISIONER}`);
      return [];
    }
    for (const { id, pricing } of catalogue.plugins) {
      if (!pricing || currency.convert(1, pricing.currency) !== undefined) continue;
      logger.warn(
        `What services of ${id} cost does not count against budgets: its prices are in ${pricing.currency}, and infra.cost.rates has no rate for that`,
      );
    }
    return catalogue.plugins.flatMap(plugin =>
      plugin.services
        .filter(({ module }) => module !== undefined)
        .map(service => ({
          ...typeDocumentOf(plugin, service, currency),
          location: this.location,
        })),
    );
  }
}
