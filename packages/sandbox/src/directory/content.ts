export interface DirectoryUser {
  /** The user name, unique without regard to case. */
  uid: string;
  /** Full name; the last word becomes `sn`. */
  name: string;
  mail?: string;
  /** Without one the user cannot sign in. */
  password?: string;
  /** A disabled user is still listed, but cannot bind. */
  disabled?: boolean;
  /** More attributes, or others in place of the usual ones. */
  attributes?: Record<string, string | string[]>;
}

export interface DirectoryGroup {
  name: string;
  /** Direct members, by uid. */
  members: string[];
  /** Groups that are members of this one, by name. */
  groups?: string[];
}

export interface DirectoryContent {
  users: DirectoryUser[];
  groups: DirectoryGroup[];
}

/** Users and groups by name, without regard to case. */
export class EditableContent implements DirectoryContent {
  private readonly usersByName: Map<string, DirectoryUser>;
  private readonly groupsByName: Map<string, DirectoryGroup>;

  constructor({ users, groups }: DirectoryContent) {
    this.usersByName = new Map(users.map(user => [user.uid.toLowerCase(), user]));
    this.groupsByName = new Map(groups.map(group => [group.name.toLowerCase(), group]));
  }

  get users() {
    return [...this.usersByName.values()];
  }

  get groups() {
    return [...this.groupsByName.values()];
  }

  putUser(user: DirectoryUser) {
    this.usersByName.set(user.uid.toLowerCase(), user);
  }

  putGroup(group: DirectoryGroup) {
    this.groupsByName.set(group.name.toLowerCase(), group);
  }

  removeUser(uid: string) {
    this.usersByName.delete(uid.toLowerCase());
    for (const group of this.groups) {
      const members = group.members.filter(member => member.toLowerCase() !== uid.toLowerCase());
      this.putGroup({ ...group, members });
    }
  }

  removeGroup(name: string) {
    this.groupsByName.delete(name.toLowerCase());
  }
}
