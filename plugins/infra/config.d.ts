export interface Config {
  infra?: {
    organisation?: {
      /**
       * Names of the levels of the org tree, from the top, as the backend has them; the screens need them for what can be made
       * beneath a unit. Default `[center, field, department, team]`.
       *
       * @deepVisibility frontend
       */
      levels?: string[];
    };
    cost?: {
      /**
       * What the backend counts money in, ISO 4217. Default `USD`.
       *
       * @visibility frontend
       */
      currency?: string;
    };
  };
}
