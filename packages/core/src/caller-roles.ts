/** What a caller is to us. Our own people's roles, each with all that the one before may; then those of a vendor's systems. */
export const roles = ["viewer", "operator", "admin", "vendor_viewer", "vendor_admin"] as const;
export type Role = (typeof roles)[number];

/** What a key was made for. A right takes role and scope together; a person in a session has every scope. */
export const scopes = ["transfers:read", "transfers:write"] as const;
export type Scope = (typeof scopes)[number];

const ownRoles = ["viewer", "operator", "admin"] as const satisfies readonly Role[];
/** A role of our own people. */
export type OwnRole = (typeof ownRoles)[number];

/** Whether only what belongs to a vendor may carry this role. */
export function isVendorRole(role: Role): role is Exclude<Role, OwnRole> {
  return role === "vendor_viewer" || role === "vendor_admin";
}

/** The role that may less: what is left of an administrator's key when its person is an operator now. */
export function lesserRole(a: OwnRole, b: OwnRole): OwnRole {
  return ownRoles.indexOf(a) <= ownRoles.indexOf(b) ? a : b;
}
