/** Addresses at which pictures of ours can be seen, by file. They expire, so no draft relies on them. */
const addresses = new Map<string, string>();
export const rememberPicture = (file: string, url: string): void => void addresses.set(file, url);
export const pictureAddress = (file: string): string | undefined => addresses.get(file);
