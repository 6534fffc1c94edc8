import { SchedulerServiceTaskScheduleDefinitionConfig } from '@backstage/backend-plugin-api';
import { HumanDuration } from '@backstage/types';

export interface Config {
  infra?: {
    encryption?: {
      /**
       * Master keys: the first seals what is stored encrypted (secrets, credentials, states, plans), all
       * open. To rotate, put a new one first and keep the old one until everything is wrapped again.
       */
      keys?: Array<{
        /** Named in every record that it seals; 1 to 64 letters, digits and . _ - */
        id: string;
        /**
         * 32 bytes in base64: `openssl rand -base64 32`.
         * @visibility secret
         */
        secret: string;
      }>;
    };
    /** Where secrets of units are looked for, besides those that are stored here. */
    secrets?: {
      /** HashiCorp Vault or OpenBao, a KV version 2 engine. */
      vault?: {
        /** Its address; it must answer itself, since redirects are not followed. */
        url: string;
        /**
         * The token; this or `tokenFile`.
         * @visibility secret
         */
        token?: string;
        /** File with the token, read for every call, so that an agent can renew it. */
        tokenFile?: string;
        /** Where the engine is mounted. Default `secret`. */
        mount?: string;
        /**
         * Path of the secret that has those of a unit as its keys, with `<kind>` and `<slug>`, or `<id>`, of the unit. Default
         * `bailiwick/<kind>/<slug>`.
         */
        path?: string;
        /** Namespace, where Vault has some. */
        namespace?: string;
        /** How long Vault may take to answer. Default 5 seconds. */
        timeout?: HumanDuration | string;
      };
      environment?: {
        /**
         * What variables begin with: `<prefix>TEAM_CHECKOUT__DB_PASSWORD` is the secret `db-password` of the team with the slug
         * `checkout`. Without it none come from the environment.
         */
        prefix?: string;
      };
    };
    integrations?: {
      /**
       * Hosts that integrations may name and this backend calls, such as `git.example` or `*.example`; without it every host. Set it
       * where the backend reaches what those who lead a team must not.
       */
      allowedHosts?: string[];
    };
    workspaces?: {
      /** Whether this process writes to the git repositories of workspaces. At least one must. Default true. */
      mirror?: boolean;
      /** How often pull requests that wait for an approval are looked at. Default 2 minutes. */
      lookEvery?: HumanDuration | string;
      /** How long one call of git may take. Default 1 minute. */
      timeout?: HumanDuration | string;
      /**
       * Folder for clones of the repositories; no other user of the machine may own it. Default a folder in the
       * temporary directory.
       */
      cacheDirectory?: string;
      /** As whom commits are made. */
      author?: {
        /** Default `Bailiwick`. */
        name?: string;
        /** Default `bailiwick@localhost`. */
        email?: string;
      };
    };
    notifications?: {
      /** Whether this process sends notifications and webhooks. At least one must. Default true. */
      send?: boolean;
      /** Whether people are told through Backstage's notifications plugin. Default true. */
      backstage?: boolean;
      /** How long before its end whoever asked for a resource is told. Default 7 days. */
      expiryNotice?: HumanDuration | string;
    };
    organisation?: {
      /**
       * Names of the levels of the org tree, from the top; each of 1 to 12 lower-case letters and
       * digits. Servers belong to the second level, resources to the last. Cannot change once there
       * are units. Default `[center, field, department, team]`.
       */
      levels?: string[];
    };
    /**
     * Where files with resource types are, besides the types that modules bring along and those made through the API.
     */
    resourceTypes?: Array<{
      type: 'file' | 'url';
      /**
       * For `file` a path, from the working directory on, which may have wildcards. For `url` an address that the
       * integrations of this Backstage can read; wildcards where they can search.
       */
      target: string;
    }>;
    /** How often these files are read again, at least 1 second. Default 5 minutes. */
    resourceTypeRefresh?: HumanDuration | string;
    /** Cloud plugins: their services become resource types, their ways to sign in kinds of integrations. */
    clouds?: {
      /** Absolute paths of folders with cloud plugins of your own; one with the id of another replaces it. */
      folders?: string[];
      /** Whether the plugins that come along are there: `aws`, `azure` and `gcp`. Default true. */
      builtIn?: boolean;
      /** Ids of the plugins to offer. Default all. */
      providers?: string[];
    };
    inventory?: {
      /**
       * Address of the bare-metal inventory: answers a list of servers as JSON, whole or in pages
       * that a Link header connects. Without it there is no sync.
       */
      url?: string;
      /**
       * Sent as a bearer token.
       * @visibility secret
       */
      token?: string;
      /** When to sync. Default every hour, for at most 10 minutes. */
      schedule?: SchedulerServiceTaskScheduleDefinitionConfig;
      /** How long the inventory may take to answer, all pages together. Default 60 seconds. */
      timeout?: HumanDuration | string;
      /** How much the inventory may answer, all pages together. Default 67108864 (64 MiB). */
      maxBytes?: number;
      /** Servers with at least this many cores are of the tier high_performance. Default 64. */
      performanceTierCpuThreshold?: number;
      /**
       * A sync that would take more than this share of the active servers offline changes nothing
       * until an administrator confirms it. Default 20.
       */
      maxLossPercent?: number;
    };
    /** Money that resources cost a month. */
    cost?: {
      /**
       * What it is counted in, ISO 4217; it cannot change once something has a cost. Default `USD`.
       * @visibility frontend
       */
      currency?: string;
      /**
       * What one of another currency is worth in it, such as `USD: 0.92`, for the prices of cloud plugins; what they cost in a
       * currency without a rate is shown and not counted.
       */
      rates?: { [currency: string]: number };
    };
    quota?: {
      /** The course that limits and use took, as the trend shows it. */
      history?: {
        /** How often it is looked whether something changed. Default 10 minutes, at least 1. */
        interval?: HumanDuration | string;
        /** How long it is kept. Default 400 days. */
        retention?: HumanDuration | string;
      };
    };
    calculator?: {
      /** How many regular cores one high-performance core counts for. Default 2. */
      ratio?: number;
    };
    directory?: {
      /**
       * Which groups give which role. Replaces the default, which has `infrahub-platform-admins`,
       * `infrahub-center-admins`, `infrahub-field-admins-<unit>`, `infrahub-dept-admins-<unit>`,
       * `infrahub-team-leads-<unit>` and `infrahub-team-members-<unit>`.
       */
      roleMapping?: Array<{
        /**
         * Name of the group, the value of its first RDN; case does not matter. `<unit>` stands for
         * the slug or id of a unit of the role's level.
         */
        group: string;
        role:
          'platform_admin' | 'center_admin' | 'field_admin' | 'dept_admin' | 'team_lead' | 'member';
      }>;
      /**
       * Roles from the directory stop to count when it was not asked about the user for this long:
       * the lifetime of a Backstage token and some slack. Default 20 minutes.
       */
      rolesExpireAfter?: HumanDuration | string;
    };
    runs?: {
      /**
       * Whether this process carries out runs. Every process answers requests; at least one must carry out runs. Default true.
       */
      worker?: boolean;
      /** How many runs this process carries out at a time, of all provisioners together. Default 300. */
      concurrency?: number;
      /** A worker that is not heard of for this long loses its runs to others. Default 30 seconds. */
      leaseDuration?: HumanDuration | string;
      /** How often a worker is heard of; at most half of `leaseDuration`. Default 5 seconds. */
      heartbeat?: HumanDuration | string;
      /** How often to look for runs although nothing told of any. Default 5 seconds. */
      pollInterval?: HumanDuration | string;
      /** A run that takes longer fails, unless its provisioner says otherwise. Default 1 hour. */
      timeout?: HumanDuration | string;
      /** How long a shutdown waits for runs to end before it gives them back to the queue. Default 20 seconds. */
      shutdownGrace?: HumanDuration | string;
      /** How long a provisioner may take to stop after it was told to. Default 30 seconds. */
      abortGrace?: HumanDuration | string;
      /** How often a run is started again after its worker was lost. Default 5. */
      maxAttempts?: number;
      /** Taking back what a failed run left behind is tried until it succeeds. */
      compensation?: {
        /** The pause after the first failure; it doubles with each further one. Default 2 seconds. */
        firstPause?: HumanDuration | string;
        /** The longest pause. Default 5 minutes. */
        longestPause?: HumanDuration | string;
      };
      /** Logs of runs that ended longer ago are removed, once a day. Default 90 days. */
      logRetention?: HumanDuration | string;
      /** How long a saved plan can be approved and applied. Default 7 days. */
      planRetention?: HumanDuration | string;
      /** By the id of the provisioner, such as `gitops`. */
      provisioners?: {
        [id: string]: {
          /** How many of its runs this process carries out at a time. Default: what the provisioner says; 250 for `gitops`. */
          concurrency?: number;
          /** A run of it that takes longer fails. Default: what the provisioner says. */
          timeout?: HumanDuration | string;
        };
      };
    };
    state?: {
      /**
       * Address of the state backend as the tools of the workers reach it, without a slash at the end: `https://portal.example/api/infra/state`.
       * Default: what discovery says of this backend.
       */
      url?: string;
      /** So many versions of each state are kept. Default 100. */
      keepVersions?: number;
    };
    argocd?: {
      /** How often every Argo CD instance is asked for its applications, at least 1 second. Default 30 seconds. */
      interval?: HumanDuration | string;
    };
  };
}
