/** Modules that are made of machine code, which a bundle can't take in. */
export const EXTERNAL: readonly string[] = ['classic-level'];
