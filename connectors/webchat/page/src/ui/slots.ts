/** Names of domain.yml that `expects.slot` may hold and that the page treats in a way of its own. */
export const CONSENT = "consent";
