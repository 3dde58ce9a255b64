import type { Config } from "../core/protocol";
import type { Talk } from "../core/talk";
import type { KeyValue } from "../core/outbox";
import type { Tongue } from "../i18n";
import type { Upload } from "../page/upload";
import type { Launch } from "./launch";

/** What every part of the screen may use. */
export interface Ui {
  talk: Talk;
  config: Config;
  tongue: Tongue;
  storage: KeyValue;
  launch: Launch;
  /** A server-relative address, made absolute. */
  address: (path: string) => string;
  upload: (file: File, progress: (share: number) => void) => Upload;
}
