import { HumanDuration } from '@backstage/types';

export interface Config {
  infra?: {
    /** Images of services that are built of code; without a builder none are. */
    deployments?: {
      /** What builds images on the workers. A Dockerfile runs its code there. */
      builder?: 'buildah' | 'podman' | 'docker';
      /** Name or absolute path of the program. Default: the name of the builder. */
      program?: string;
      /** Repositories that may be built, or what their addresses begin with; needed with a builder. */
      repositories?: string[];
      /** Of buildah and podman. Default `vfs`, which works everywhere. */
      storageDriver?: 'vfs' | 'overlay' | 'btrfs' | 'zfs';
      /** How buildah and podman keep a Dockerfile's commands apart; `chroot` where the worker is a container itself. */
      isolation?: 'oci' | 'rootless' | 'chroot';
      /** What images are for, such as `linux/amd64`. Default: what the worker is. */
      platform?: string;
      /** For building one image, and for pushing it. Default 30 minutes. */
      timeout?: HumanDuration | string;
      /**
       * Hosts, or hosts with a port, of registries and services that are inside of the network and may be spoken to without TLS.
       * Default: none.
       */
      internalHosts?: string[];
    };
    /** The provisioner `opentofu`: modules of OpenTofu and Terraform. */
    opentofu?: {
      /** Name or path of the program. Default: `tofu` where it is in the PATH, else `terraform`. */
      binary?: string;
      modules?: {
        /** Folders of this machine below which modules of kind `folder` may be. Default: none. */
        allowedFolders?: string[];
      };
      /** The resource type `root-module`: modules that requests name themselves. */
      rootModules?: {
        /** Default true. */
        enabled?: boolean;
        /** Repositories that may be named, or what their addresses begin with. Default: any. */
        repositories?: string[];
        /**
         * Who says which repository, branch and folder: `administrators`, the default, or `teams`, whose leads then choose among
         * `repositories`.
         */
        chosenBy?: 'administrators' | 'teams';
      };
      git?: {
        /** What fetches modules from private repositories where the resource uses no integration for it. */
        credentials?: Array<{
          /** The repository, or what its address begins with: `https://git.example/platform`. */
          url: string;
          /** Default `x-access-token`. */
          username?: string;
          /** @visibility secret */
          token: string;
        }>;
        /** For one fetch. Default 2 minutes. */
        timeout?: HumanDuration | string;
      };
      /** A folder in which providers are kept once they were downloaded; `TF_PLUGIN_CACHE_DIR` of the program. Default: none. */
      pluginCache?: string;
      /** The program's own configuration, with the mirror of an air-gapped site; its `TF_CLI_CONFIG_FILE`. Default: none. */
      cliConfigFile?: string;
      /**
       * Where the state of a run is kept that could not be stored, for somebody to store it by hand. Default: below the system's
       * temporary folder.
       */
      rescueFolder?: string;
      /** How long to wait for the lock of a state. Default 10 seconds. */
      lockTimeout?: HumanDuration | string;
      /** How a run that is cancelled or late is stopped; both together must be less than `infra.runs.abortGrace`. */
      stop?: {
        /** From the interrupt, on which the program comes to a clean end, to SIGTERM. Default 15 seconds. */
        interrupt?: HumanDuration | string;
        /** From SIGTERM to SIGKILL. Default 5 seconds. */
        terminate?: HumanDuration | string;
      };
      /** How many runs one worker process carries out at a time. Default 4. */
      concurrency?: number;
    };
  };
}
