/** Converts the name of a prop to the form of rule IDs: `retryAttempts` to `retry-attempts`. */
export const toKebabCase = (prop: string) => prop.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`);
