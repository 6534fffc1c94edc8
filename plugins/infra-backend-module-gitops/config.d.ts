import { HumanDuration } from '@backstage/types';

export interface Config {
  infra?: {
    /** The provisioner `gitops`: a git repository that Argo CD brings to the cluster. Without it there is no such provisioner. */
    gitops?: {
      repository: {
        /** Clone address, `https://` or `http://`, without credentials. */
        url: string;
        /** The branch that Argo CD follows. Default `main`; it must exist unless the repository is empty. */
        branch?: string;
        /** User name that goes with the token. Default `x-access-token`. */
        username?: string;
        /**
         * What may push to the repository and, where `mode` is `pull-request`, open pull requests.
         * @visibility secret
         */
        token?: string;
      };
      values?: {
        /** The values file; `{site}`, `{team}` and `{type}` are filled in. Default `src/helm/values.yaml`. */
        path?: string;
        /** Its key that holds the list of entries. Default `namespaces`. */
        key?: string;
      };
      /** Of the commits. */
      author?: {
        /** Default `Bailiwick`. */
        name?: string;
        /** Default `bailiwick@localhost`. */
        email?: string;
      };
      /** `push` gathers changes into commits on the branch; `pull-request` opens one for each change and waits for its merge. Default `push`. */
      mode?: 'push' | 'pull-request';
      pullRequest?: {
        /** The API of the git host. Default: GitHub's for github.com, else `<host>/api/v3`. */
        apiUrl?: string;
        /** How often to look whether one was merged. Default 15 seconds. */
        interval?: HumanDuration | string;
        /** How long to wait for the merge. Default 72 hours. */
        timeout?: HumanDuration | string;
      };
      /** Where Argo CD brings the repository to. Without it a run is done as soon as its commit is pushed. */
      argocd?: {
        /** Name of an entry of `infra.argocd.instances`. Default: the first. */
        instance?: string;
        /** Name of the application; `{site}`, `{team}` and `{type}` are filled in. Default `namespaces`. */
        application?: string;
        /** Sites that have an instance or application of their own. */
        sites?: {
          [site: string]: {
            instance?: string;
            application?: string;
          };
        };
        /** How often to look at an application that runs wait for. Default 2 seconds. */
        interval?: HumanDuration | string;
        /** How long a commit may take to be synced and healthy. Default 5 minutes. */
        timeout?: HumanDuration | string;
        /** How long a namespace may be degraded before that is a failure. Default 10 seconds. */
        degraded?: HumanDuration | string;
      };
      timeout?: {
        /** For one call of git. Default 60 seconds. */
        git?: HumanDuration | string;
        /** For a change to be committed and pushed, the git host being down included. Default 5 minutes. */
        commit?: HumanDuration | string;
      };
      /** Where clones are kept, for this machine and user only. Default: a folder of the system's temporary folder. */
      cacheDirectory?: string;
    };
  };
}
