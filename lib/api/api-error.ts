import { ShelfcastError } from "#lib/domain/shelfcast-error.ts";

/** What a caller is told went wrong; nothing in it says where or how the service keeps its files. */
export class ApiError extends ShelfcastError {
  readonly status: number;
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    code: string,
    problem: string,
    remedy: string,
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(problem, remedy);
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}

/** A value as a message repeats it: short, in quotes. */
export const quoted = (text: string): string => JSON.stringify(text.slice(0, 80));

export const badRequest = (code: string, problem: string, remedy: string): ApiError =>
  new ApiError(400, code, problem, remedy);

export const notFound = (code: string, problem: string, remedy: string): ApiError =>
  new ApiError(404, code, problem, remedy);

export const conflict = (code: string, problem: string, remedy: string): ApiError =>
  new ApiError(409, code, problem, remedy);
