export async function initConfig(_args: unknown, _io: unknown): Promise<void> {}
