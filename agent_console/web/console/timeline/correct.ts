import i18n from "i18next";
import { command } from "../api/commands";
import type { Tag } from "../api/types";
import { tellDone, tellProblem } from "../parts/notify";
import { byPerson } from "./tags";

/** Sets a message's tag; an empty value takes the correction back, so that the machine's stands again. */
const put = (conversation: string, seq: number, kind: Tag["kind"], value: string): Promise<unknown> =>
  command(conversation, "correct", { seq, kind, value });

/** Corrects a tag. Undone, what stood before stands again: the machine's tag, or the correction before this one. */
export async function correct(conversation: string, seq: number, tag: Tag, value: string): Promise<void> {
  try {
    await put(conversation, seq, tag.kind, value);
    tellDone(i18n.t("tag.corrected"), () => put(conversation, seq, tag.kind, byPerson(tag) ? tag.value : ""));
  } catch (error) {
    tellProblem(error);
  }
}

/** Takes a person's correction back. */
export async function takeBack(conversation: string, seq: number, tag: Tag): Promise<void> {
  try {
    await put(conversation, seq, tag.kind, "");
    tellDone(i18n.t("tag.takenBack"), () => put(conversation, seq, tag.kind, tag.value));
  } catch (error) {
    tellProblem(error);
  }
}
