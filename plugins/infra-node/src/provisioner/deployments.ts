/** What there is to know about a resource type whose resources run an image. */
export interface DeploymentTarget {
  /** The variable that the image goes to, by digest. */
  imageVariable: string;
  /** The output that is the service's address, where it has one. */
  urlOutput?: string;
}

/** Code that somebody wants to deploy. */
export interface CodeWish {
  repository: string;
  /** Branch or tag; the default branch unless given. */
  ref?: string;
  /** A commit that is asked for by its id. */
  commit?: string;
  /** What the integrations of the resource give. */
  environment: Readonly<Record<string, string>>;
}

/**
 * For provisioners whose resources run images that can be built from code. Beside it there are the actions `build`, whose summary has
 * `image` and `commit`, and `validate`.
 */
export interface ImageDeployments<Settings = unknown> {
  /** Undefined for a type that runs no image of its own, by its settings. */
  targetOf(settings: Settings): DeploymentTarget | undefined;
  /** Why no image can be built here; undefined where one can. */
  readonly unavailable?: string;
  /**
   * The commit that is to be built.
   *
   * @throws InfraError VALIDATION_ERROR with pointers below `/source`, UPSTREAM_FAILED
   */
  pin(wish: CodeWish, signal: AbortSignal): Promise<string>;
}
