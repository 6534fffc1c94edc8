import { CloudService } from '../model';
import { Context } from './context';
import { terraformName } from './names';
import { Problems } from './request';

/** An output of another service, as an expression, and where it goes. */
export type Wire = { variable: string; key?: string; expression: string };

/**
 * What a service takes from others of the same configuration, as `wiring` of its defaults says. Where nobody gives it there is no wire;
 * where several do, it is left to the request.
 */
export function wiresOf(service: CloudService, context: Context, problems: Problems): Wire[] {
  return service.defaults.wiring.flatMap(({ from, to }) => {
    const [giver, output] = from.split('.');
    const [variable, key] = to.split('.');
    const others = context.services.filter(
      other =>
        other !== service &&
        (other.id === giver || other.info.capability === giver) &&
        other.module?.outputs.some(({ name }) => name === output),
    );
    if (!service.module?.variables.some(({ name }) => name === variable)) {
      const message = `wiring of ${service.category}/${service.id} goes to ${variable}, which is declared nowhere`;
      problems.error('generation/wiring', message);
      return [];
    }
    if (others.length > 1) {
      const names = others.map(({ category, id }) => `${category}/${id}`).join(' and ');
      const message = `${names} both give ${output}; set ${service.id}.${variable} to say which ${service.category}/${service.id} takes`;
      problems.warning('generation/wiring', message);
    }
    if (others.length !== 1) return [];
    const [{ category, id }] = others;
    const expression = `module.${terraformName(category, id)}.${output}`;
    return [{ variable, ...(key && { key }), expression }];
  });
}

/** A map with wires in it; what it has already counts more. */
export function withWires(wires: readonly Wire[], given: string | undefined): string {
  const entries = wires.map(({ key, expression }) => `${key} = ${expression}`);
  const map = `{\n${entries.join('\n')}\n}`;
  return given === undefined || given === 'null' ? map : `merge(${map}, ${given})`;
}
