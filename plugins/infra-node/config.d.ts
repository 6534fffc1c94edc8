import { HumanDuration } from '@backstage/types';

export interface Config {
  infra?: {
    /** The organisation's LDAP directory: who may sign in, and in which groups they are. */
    directory?: {
      /**
       * `ldaps://<host>[:<port>]` or `ldap://<host>[:<port>]`. Plain `ldap://` needs `startTls` or
       * `allowPlain`.
       */
      url: string;
      /**
       * Encrypt an `ldap://` connection before anything is sent. Default false.
       */
      startTls?: boolean;
      /**
       * Accept an `ldap://` connection that is not encrypted, where it is safe by other means.
       * Default false.
       */
      allowPlain?: boolean;
      tls?: {
        /**
         * Certificates to trust in place of those of Node, in PEM form; usually `$file: ./ca.pem`.
         */
        ca?: string;
        /**
         * Check the certificate of the directory. Default true.
         */
        rejectUnauthorized?: boolean;
      };
      /** The account that searches. Without it the search is anonymous. */
      bind?: {
        dn: string;
        /**
         * @visibility secret
         */
        secret: string;
      };
      users: {
        /** Where people are. */
        dn: string;
        /** Which entries are people. Default `(objectClass=person)`. */
        filter?: string;
        /** Directly beneath `dn`, or at any depth. Default `sub`. */
        scope?: 'one' | 'sub';
        /** Attributes of a user. */
        map?: {
          /** What people type to sign in, and the name of their User entity. Default `uid`. */
          username?: string;
          /** Default `cn`. */
          displayName?: string;
          /** Default `mail`. */
          email?: string;
        };
      };
      groups: {
        /** Where groups are; others are not followed. */
        dn: string;
        /** Which entries are groups. Default `(|(objectClass=groupOfNames)(objectClass=group))`. */
        filter?: string;
        /** Directly beneath `dn`, or at any depth. Default `sub`. */
        scope?: 'one' | 'sub';
        /**
         * `member` asks which groups list somebody, which every directory can answer; `memberOf`
         * reads it off the user, for directories that keep it and cut long member lists (Active
         * Directory). Default `member`.
         */
        membership?: 'member' | 'memberOf';
        /** Attributes of a group, and the one that points back at it. */
        map?: {
          /** Default `cn`. */
          name?: string;
          /** Default `member`; its values are DNs. */
          member?: string;
          /** Default `memberOf`. */
          memberOf?: string;
        };
      };
      timeout?: {
        /** For a connection, its TLS handshake included. Default 3 seconds. */
        connect?: HumanDuration | string;
        /** For each answer. Default 5 seconds. */
        operation?: HumanDuration | string;
      };
      /** Entries per page where everybody is listed. Default 500. */
      pageSize?: number;
    };
    argocd?: {
      /** The Argo CD instances that the portal shows and syncs. */
      instances?: Array<{
        /** Called so in configuration, addresses and on screen: lower-case letters, digits, inner hyphens. */
        name: string;
        /** Base address of its API, such as `https://argocd.example.com`. */
        url: string;
        /**
         * Token of an account that may get and sync the watched applications.
         * @visibility secret
         */
        token: string;
        /** Where people open Argo CD, if elsewhere. Default: `url`. */
        uiUrl?: string;
        /** Namespace of Argo CD itself; applications elsewhere are called `<namespace>/<name>`. Default `argocd`. */
        namespace?: string;
        /** Watch only applications of these Argo CD projects. Default: all that the token shows. */
        projects?: string[];
        /** Watch only applications with these labels, such as `team=payments`. */
        selector?: string;
        /** How long one call may take. Default 10 seconds. */
        timeout?: HumanDuration | string;
      }>;
    };
  };
}
