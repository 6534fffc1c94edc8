export interface Config {
  app?: {
    signIn?: {
      /**
       * Accounts that the sign-in page offers to fill in. For a demo only: their passwords are sent to
       * every browser. Default: none.
       * @deepVisibility frontend
       */
      demoAccounts?: Array<{ username: string; role: string; password: string }>;
    };
  };
}
