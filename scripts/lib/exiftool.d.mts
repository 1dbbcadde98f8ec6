/** The path of a working exiftool, brought when it is missing. Throws with the one command to type. */
export function findExiftool(): string
