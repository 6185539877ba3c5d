/** Who asks. */
export type Viewer = { kind: 'operator' };

export const OPERATOR: Viewer = { kind: 'operator' };
